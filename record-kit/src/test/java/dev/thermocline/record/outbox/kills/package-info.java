/** The outbox while its processes are killed: run by {@code ./thermocline verify outbox}. */
@NullMarked
package dev.thermocline.record.outbox.kills;

import org.jspecify.annotations.NullMarked;
