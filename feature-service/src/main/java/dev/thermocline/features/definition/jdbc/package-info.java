@NullMarked
package dev.thermocline.features.definition.jdbc;

import org.jspecify.annotations.NullMarked;
