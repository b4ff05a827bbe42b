/**
 * Experiments, their runs and what is logged to them: metrics with history, parameters, tags,
 * inputs, outputs and logged models. Plain Java; adapters are nested.
 */
@NullMarked
package dev.thermocline.registry.experiment;

import org.jspecify.annotations.NullMarked;
