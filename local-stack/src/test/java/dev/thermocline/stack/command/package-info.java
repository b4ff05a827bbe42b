@NullMarked
package dev.thermocline.stack.command;

import org.jspecify.annotations.NullMarked;
