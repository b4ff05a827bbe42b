/** The recorded runs as a page with plots, held against the goals. */
@NullMarked
package dev.thermocline.bench.results;

import org.jspecify.annotations.NullMarked;
