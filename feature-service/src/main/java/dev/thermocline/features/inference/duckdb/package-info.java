@NullMarked
package dev.thermocline.features.inference.duckdb;

import org.jspecify.annotations.NullMarked;
