@NullMarked
package dev.thermocline.features.materialize.jdbc;

import org.jspecify.annotations.NullMarked;
