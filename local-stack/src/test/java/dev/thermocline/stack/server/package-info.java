@NullMarked
package dev.thermocline.stack.server;

import org.jspecify.annotations.NullMarked;
