@NullMarked
package dev.thermocline.features;

import org.jspecify.annotations.NullMarked;
