@NullMarked
package dev.thermocline.stack.verify;

import org.jspecify.annotations.NullMarked;
