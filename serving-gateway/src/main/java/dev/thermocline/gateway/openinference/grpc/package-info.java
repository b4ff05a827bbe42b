/** The Open Inference Protocol over gRPC, behind the same door as its routes. */
@NullMarked
package dev.thermocline.gateway.openinference.grpc;

import org.jspecify.annotations.NullMarked;
