@NullMarked
package dev.thermocline.testkit.broken.cycle.one;

import org.jspecify.annotations.NullMarked;
