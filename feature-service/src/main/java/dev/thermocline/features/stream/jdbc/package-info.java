@NullMarked
package dev.thermocline.features.stream.jdbc;

import org.jspecify.annotations.NullMarked;
