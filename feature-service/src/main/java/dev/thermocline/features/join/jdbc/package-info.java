@NullMarked
package dev.thermocline.features.join.jdbc;

import org.jspecify.annotations.NullMarked;
