@NullMarked
package dev.thermocline.gateway.openinference.grpc;

import org.jspecify.annotations.NullMarked;
