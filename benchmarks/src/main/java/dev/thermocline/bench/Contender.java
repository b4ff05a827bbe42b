package dev.thermocline.bench;

import dev.thermocline.bench.load.Measured;
import java.time.Duration;

/** One of those that are measured side by side: ours, a peer, or a raw limit. */
public interface Contender {
  String name();

  /** Works unmeasured: one window, or up to {@code most} where more of it makes the work faster. */
  default void warmUp(Duration window, int most) {
    var _ = measure(window);
  }

  /** One round of the given length. */
  Measured measure(Duration length);
}
