/** Small files of streams become larger ones, and nobody sees a difference. */
@NullMarked
package dev.thermocline.features.compact;

import org.jspecify.annotations.NullMarked;
