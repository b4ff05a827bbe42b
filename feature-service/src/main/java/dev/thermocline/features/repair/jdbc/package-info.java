@NullMarked
package dev.thermocline.features.repair.jdbc;

import org.jspecify.annotations.NullMarked;
