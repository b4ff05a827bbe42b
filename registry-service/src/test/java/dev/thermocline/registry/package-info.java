@NullMarked
package dev.thermocline.registry;

import org.jspecify.annotations.NullMarked;
