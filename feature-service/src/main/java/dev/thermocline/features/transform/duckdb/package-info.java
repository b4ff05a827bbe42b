@NullMarked
package dev.thermocline.features.transform.duckdb;

import org.jspecify.annotations.NullMarked;
