@NullMarked
package dev.thermocline.kit.error;

import org.jspecify.annotations.NullMarked;
