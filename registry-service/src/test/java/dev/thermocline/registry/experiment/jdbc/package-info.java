@NullMarked
package dev.thermocline.registry.experiment.jdbc;

import org.jspecify.annotations.NullMarked;
