@NullMarked
package dev.thermocline.kit;

import org.jspecify.annotations.NullMarked;
