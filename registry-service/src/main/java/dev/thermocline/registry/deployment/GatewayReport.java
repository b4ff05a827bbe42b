package dev.thermocline.registry.deployment;

import java.time.Instant;
import java.util.List;

/** What a gateway says that it serves. */
public record GatewayReport(
    String gateway, long routingRevision, List<Failure> failures, Instant at) {
  public GatewayReport {
    failures = List.copyOf(failures);
  }

  /** A deployment that the gateway could not switch to. */
  public record Failure(String deployment, String reason) {}
}
