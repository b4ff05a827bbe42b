@NullMarked
package dev.thermocline.features.inference.jdbc;

import org.jspecify.annotations.NullMarked;
