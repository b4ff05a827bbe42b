@NullMarked
package dev.thermocline.gateway.cache;

import org.jspecify.annotations.NullMarked;
