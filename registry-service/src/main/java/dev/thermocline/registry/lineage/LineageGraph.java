package dev.thermocline.registry.lineage;

import java.util.List;

/**
 * What a thing came from and what came of it.
 *
 * @param nodes the start first, then by distance
 * @param edges in the direction in which data flows
 * @param cut whether there is more than is shown
 */
public record LineageGraph(
    LineageNode start, List<LineageNode> nodes, List<Edge> edges, boolean cut) {
  public LineageGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  public record Edge(LineageNode from, LineageNode to) {}

  /** Which way to look from the start. */
  public enum Direction {
    UP,
    DOWN,
    BOTH
  }
}
