@NullMarked
package dev.thermocline.features.offline.duckdb;

import org.jspecify.annotations.NullMarked;
