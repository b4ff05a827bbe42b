@NullMarked
package dev.thermocline.testkit.broken.cycle.two;

import org.jspecify.annotations.NullMarked;
