/** MLflow's scoring server: every form that its clients send. */
@NullMarked
package dev.thermocline.gateway.mlflowscoring;

import org.jspecify.annotations.NullMarked;
