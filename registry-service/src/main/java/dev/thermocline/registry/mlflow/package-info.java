/**
 * MLflow's REST protocol as a facade that only translates: how its requests are read, how its
 * errors look, and its probes. The routes themselves are in the packages below, one for each part
 * of the domain that they lead to.
 */
@NullMarked
package dev.thermocline.registry.mlflow;

import org.jspecify.annotations.NullMarked;
