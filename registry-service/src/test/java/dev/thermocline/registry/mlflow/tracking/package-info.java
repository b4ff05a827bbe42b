@NullMarked
package dev.thermocline.registry.mlflow.tracking;

import org.jspecify.annotations.NullMarked;
