/** Bringing the newest rows of views from their files into Redis, and keeping them there. */
@NullMarked
package dev.thermocline.features.materialize;

import org.jspecify.annotations.NullMarked;
