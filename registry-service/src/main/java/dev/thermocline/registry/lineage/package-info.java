/** Where data went and what a prediction came from: one graph over the facts of the others. */
@NullMarked
package dev.thermocline.registry.lineage;

import org.jspecify.annotations.NullMarked;
