@NullMarked
package dev.thermocline.cold.disk;

import org.jspecify.annotations.NullMarked;
