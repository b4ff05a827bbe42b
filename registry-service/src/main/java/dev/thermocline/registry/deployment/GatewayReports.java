package dev.thermocline.registry.deployment;

import java.time.Instant;
import java.util.List;

/** Keeps the last report of each gateway, for every replica of this service. */
public interface GatewayReports {
  void report(GatewayReport report);

  /** Reports that are not older than that. */
  List<GatewayReport> reportsSince(Instant moment);
}
