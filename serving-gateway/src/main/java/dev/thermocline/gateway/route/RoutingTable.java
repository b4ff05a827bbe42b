package dev.thermocline.gateway.route;

import java.util.List;

/** All deployments at one revision, as the registry gave them. */
public record RoutingTable(long revision, List<Deployment> deployments) {
  public RoutingTable {
    deployments = List.copyOf(deployments);
  }
}
