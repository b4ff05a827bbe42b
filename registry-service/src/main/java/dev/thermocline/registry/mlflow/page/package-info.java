/** MLflow's own web page out of an installed wheel, where a setting names it. */
@NullMarked
package dev.thermocline.registry.mlflow.page;

import org.jspecify.annotations.NullMarked;
