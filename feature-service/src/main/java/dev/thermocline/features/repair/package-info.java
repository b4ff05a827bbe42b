/** Noticing that Redis lost rows, and bringing them back. */
@NullMarked
package dev.thermocline.features.repair;

import org.jspecify.annotations.NullMarked;
