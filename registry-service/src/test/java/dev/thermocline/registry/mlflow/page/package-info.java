@NullMarked
package dev.thermocline.registry.mlflow.page;

import org.jspecify.annotations.NullMarked;
