@NullMarked
package dev.thermocline.record;

import org.jspecify.annotations.NullMarked;
