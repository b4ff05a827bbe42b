@NullMarked
package dev.thermocline.stack.build;

import org.jspecify.annotations.NullMarked;
