/** Answers that were just read, near at hand. */
@NullMarked
package dev.thermocline.gateway.cache.near;

import org.jspecify.annotations.NullMarked;
