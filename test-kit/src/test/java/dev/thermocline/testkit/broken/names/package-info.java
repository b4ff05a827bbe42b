@NullMarked
package dev.thermocline.testkit.broken.names;

import org.jspecify.annotations.NullMarked;
