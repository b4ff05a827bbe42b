@NullMarked
package dev.thermocline.features.join.duckdb;

import org.jspecify.annotations.NullMarked;
