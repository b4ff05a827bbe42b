/** The native API under /api/v1/experiments and /api/v1/runs. */
@NullMarked
package dev.thermocline.registry.experiment.web;

import org.jspecify.annotations.NullMarked;
