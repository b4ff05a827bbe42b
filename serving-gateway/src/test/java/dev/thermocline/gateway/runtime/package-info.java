@NullMarked
package dev.thermocline.gateway.runtime;

import org.jspecify.annotations.NullMarked;
