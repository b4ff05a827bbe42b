package dev.thermocline.gateway.route;

import java.util.Optional;

/** The last good routing table, kept across restarts. */
public interface RoutingCopy {
  /** Replaces what is kept, whole or not at all. Failing to keep it is logged, not thrown. */
  void keep(Registry.Tagged table);

  /** Empty when there is none, or none that can be read. */
  Optional<RoutingTable> find();

  /** Understands the registry's text; throws a {@link RuntimeException} when it cannot. */
  interface Reader {
    RoutingTable read(String text);
  }
}
