@NullMarked
package dev.thermocline.features.stream.duckdb;

import org.jspecify.annotations.NullMarked;
