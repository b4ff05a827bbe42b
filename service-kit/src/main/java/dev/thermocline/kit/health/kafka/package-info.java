/** Whether Kafka answers. */
@NullMarked
package dev.thermocline.kit.health.kafka;

import org.jspecify.annotations.NullMarked;
