@NullMarked
package dev.thermocline.record.outbox;

import org.jspecify.annotations.NullMarked;
