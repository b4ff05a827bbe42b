/** MLflow's routes for experiments, runs, metrics and logged models. */
@NullMarked
package dev.thermocline.registry.mlflow.tracking;

import org.jspecify.annotations.NullMarked;
