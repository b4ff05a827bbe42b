package dev.thermocline.gateway.route;

import dev.thermocline.kit.health.ReadinessGate;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Without any routing table there is nothing to serve. */
@Component
public final class RouteReadiness implements ReadinessGate {
  private final Switchboard switchboard;

  public RouteReadiness(Switchboard switchboard) {
    this.switchboard = switchboard;
  }

  @Override
  public Optional<String> closedBecause() {
    return switchboard.servedRevision() >= 0
        ? Optional.empty()
        : Optional.of("no routing table yet: the registry was not heard, and none is on disk");
  }
}
