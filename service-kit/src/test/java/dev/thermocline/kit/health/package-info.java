@NullMarked
package dev.thermocline.kit.health;

import org.jspecify.annotations.NullMarked;
