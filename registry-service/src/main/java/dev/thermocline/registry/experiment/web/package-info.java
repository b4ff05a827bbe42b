/** The native API under /api/v1/experiments, /api/v1/runs and /api/v1/logged-models. */
@NullMarked
package dev.thermocline.registry.experiment.web;

import org.jspecify.annotations.NullMarked;
