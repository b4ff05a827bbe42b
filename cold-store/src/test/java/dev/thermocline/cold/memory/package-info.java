@NullMarked
package dev.thermocline.cold.memory;

import org.jspecify.annotations.NullMarked;
