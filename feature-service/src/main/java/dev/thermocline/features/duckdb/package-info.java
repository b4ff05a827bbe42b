/** DuckDB in process: bounded sessions, and the way to write SQL for it. */
@NullMarked
package dev.thermocline.features.duckdb;

import org.jspecify.annotations.NullMarked;
