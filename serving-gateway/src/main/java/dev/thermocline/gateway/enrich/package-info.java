/** Joins online features, request inputs and on-demand values into what a model wants. */
@NullMarked
package dev.thermocline.gateway.enrich;

import org.jspecify.annotations.NullMarked;
