@NullMarked
package dev.thermocline.stack.script;

import org.jspecify.annotations.NullMarked;
