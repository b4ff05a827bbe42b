@NullMarked
package dev.thermocline.features.compact.duckdb;

import org.jspecify.annotations.NullMarked;
