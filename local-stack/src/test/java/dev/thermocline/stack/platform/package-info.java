@NullMarked
package dev.thermocline.stack.platform;

import org.jspecify.annotations.NullMarked;
