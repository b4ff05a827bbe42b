@NullMarked
package dev.thermocline.gateway;

import org.jspecify.annotations.NullMarked;
