package dev.thermocline.registry.lineage.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.lineage.Lineage;
import dev.thermocline.registry.lineage.LineageGraph;
import dev.thermocline.registry.lineage.LineageGraph.Direction;
import dev.thermocline.registry.lineage.LineageNode;
import dev.thermocline.registry.lineage.LineageNode.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** From any thing between snapshots and deployments to all others. */
@RestController
@RequestMapping("/api/v1/lineage")
class LineageController {
  private final Lineage lineage;

  LineageController(Lineage lineage) {
    this.lineage = lineage;
  }

  /**
   * One thing.
   *
   * @param id {@code kind:reference}, as edges name it
   * @param reference what to ask for it by, under the name of its kind
   * @param name what people call it; absent where it was removed for good
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NodeResponse(
      String id, String kind, String reference, @Nullable String name, @Nullable Long number) {
    static NodeResponse of(LineageNode node) {
      return new NodeResponse(
          idOf(node), node.kind().word(), node.reference(), node.name(), node.number());
    }
  }

  record EdgeResponse(String from, String to) {}

  /**
   * The graph.
   *
   * @param truncated whether there are more than a thousand things
   */
  record LineageResponse(
      String start, List<NodeResponse> nodes, List<EdgeResponse> edges, boolean truncated) {}

  /** Name exactly one thing. */
  @GetMapping
  LineageResponse around(
      Project project,
      @RequestParam @Nullable String snapshot,
      @RequestParam @Nullable String dataset,
      @RequestParam @Nullable String run,
      @RequestParam @Nullable String loggedModel,
      @RequestParam @Nullable String version,
      @RequestParam @Nullable String deployment,
      @RequestParam @Nullable String direction) {
    Map<Kind, String> named = new EnumMap<>(Kind.class);
    name(named, Kind.SNAPSHOT, snapshot);
    name(named, Kind.DATASET, dataset);
    name(named, Kind.RUN, run);
    name(named, Kind.LOGGED_MODEL, loggedModel);
    name(named, Kind.VERSION, version);
    name(named, Kind.DEPLOYMENT, deployment);
    if (named.size() != 1) {
      throw nameOne();
    }
    Map.Entry<Kind, String> start = named.entrySet().iterator().next();
    return response(
        lineage.around(project, start.getKey(), start.getValue(), direction(direction)));
  }

  private static void name(Map<Kind, String> named, Kind kind, @Nullable String reference) {
    if (reference == null) {
      return;
    }
    if (reference.indexOf('\0') >= 0) {
      throw nameOne();
    }
    named.put(kind, reference);
  }

  private static ThermoclineException nameOne() {
    return ThermoclineException.invalid(
        "Name exactly one of snapshot, dataset, run, loggedModel, version and deployment, as in"
            + " ?version=readmission/3.");
  }

  private static Direction direction(@Nullable String word) {
    if (word == null) {
      return Direction.BOTH;
    }
    for (Direction each : Direction.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw ThermoclineException.invalid("'direction' is up, down or both.");
  }

  private static LineageResponse response(LineageGraph graph) {
    return new LineageResponse(
        idOf(graph.start()),
        graph.nodes().stream().map(NodeResponse::of).toList(),
        graph.edges().stream()
            .map(edge -> new EdgeResponse(idOf(edge.from()), idOf(edge.to())))
            .toList(),
        graph.cut());
  }

  private static String idOf(LineageNode node) {
    return node.kind().word() + ":" + node.reference();
  }
}
