@NullMarked
package dev.thermocline.registry.testing;

import org.jspecify.annotations.NullMarked;
