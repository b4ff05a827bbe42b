/** Views as the hot store sees them: what reading, materializing and streaming share. */
@NullMarked
package dev.thermocline.features.hot;

import org.jspecify.annotations.NullMarked;
