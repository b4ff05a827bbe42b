/** Log lines into Kafka. */
@NullMarked
package dev.thermocline.gateway.log.kafka;

import org.jspecify.annotations.NullMarked;
