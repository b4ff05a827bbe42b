/** Views whose rows a statement makes from other views and raw files. */
@NullMarked
package dev.thermocline.features.transform;

import org.jspecify.annotations.NullMarked;
