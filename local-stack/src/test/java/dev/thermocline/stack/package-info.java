@NullMarked
package dev.thermocline.stack;

import org.jspecify.annotations.NullMarked;
