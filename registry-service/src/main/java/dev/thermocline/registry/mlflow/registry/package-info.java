/** MLflow's model registry over REST, translated to {@code registry.model}. */
@NullMarked
package dev.thermocline.registry.mlflow.registry;

import org.jspecify.annotations.NullMarked;
