/** What a Parquet file says of itself. */
@NullMarked
package dev.thermocline.registry.dataset.parquet;

import org.jspecify.annotations.NullMarked;
