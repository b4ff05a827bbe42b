/** The catalogue of datasets, and their versions by content. */
@NullMarked
package dev.thermocline.registry.dataset;

import org.jspecify.annotations.NullMarked;
