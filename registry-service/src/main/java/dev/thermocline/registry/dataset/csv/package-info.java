/** What a CSV file holds. */
@NullMarked
package dev.thermocline.registry.dataset.csv;

import org.jspecify.annotations.NullMarked;
