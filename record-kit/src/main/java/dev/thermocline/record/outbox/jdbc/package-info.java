@NullMarked
package dev.thermocline.record.outbox.jdbc;

import org.jspecify.annotations.NullMarked;
