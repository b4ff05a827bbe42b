package dev.thermocline.bench;

import dev.thermocline.bench.load.Measured;
import java.time.Duration;

/** One of those that are measured side by side: ours, a peer, or a raw limit. */
public interface Contender {
  String name();

  /** One round of the given length. */
  Measured measure(Duration length);
}
