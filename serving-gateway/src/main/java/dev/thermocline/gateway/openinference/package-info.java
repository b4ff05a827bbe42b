/** The Open Inference Protocol: deployments as models, tensors as JSON or bytes. */
@NullMarked
package dev.thermocline.gateway.openinference;

import org.jspecify.annotations.NullMarked;
