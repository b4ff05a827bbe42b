package dev.thermocline.registry.lineage;

import dev.thermocline.kit.project.Project;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Computes lineage from what is recorded of runs, models, deployments and datasets. */
public interface LineageStore {
  /**
   * The graph around a node.
   *
   * @param most nodes to show
   */
  LineageGraph around(
      Project project,
      LineageNode.Kind kind,
      @Nullable UUID id,
      @Nullable Long number,
      @Nullable String key,
      LineageGraph.Direction direction,
      int most);
}
