@NullMarked
package dev.thermocline.record.outbox.kafka;

import org.jspecify.annotations.NullMarked;
