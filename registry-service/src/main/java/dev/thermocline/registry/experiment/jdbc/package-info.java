/** The statements that are hot or made of a caller's filter. */
@NullMarked
package dev.thermocline.registry.experiment.jdbc;

import org.jspecify.annotations.NullMarked;
