@NullMarked
package dev.thermocline.stack.process;

import org.jspecify.annotations.NullMarked;
