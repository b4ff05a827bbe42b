@NullMarked
package dev.thermocline.cold;

import org.jspecify.annotations.NullMarked;
