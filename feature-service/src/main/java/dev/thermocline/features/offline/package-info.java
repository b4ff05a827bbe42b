/** The history of features: immutable snapshots of Parquet files, and what a view is after each. */
@NullMarked
package dev.thermocline.features.offline;

import org.jspecify.annotations.NullMarked;
