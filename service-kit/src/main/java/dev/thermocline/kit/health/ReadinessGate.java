package dev.thermocline.kit.health;

import java.util.Optional;

/** Something without which this process can serve nothing, such as its routing table. */
public interface ReadinessGate {
  /** Why nothing can be served now; empty when the gate is open. Answers at once. */
  Optional<String> closedBecause();
}
