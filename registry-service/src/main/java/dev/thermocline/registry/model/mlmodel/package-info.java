/** Reads what a frozen MLmodel file says about inputs and outputs. */
@NullMarked
package dev.thermocline.registry.model.mlmodel;

import org.jspecify.annotations.NullMarked;
