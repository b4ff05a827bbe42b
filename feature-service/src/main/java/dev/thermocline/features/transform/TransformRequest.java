package dev.thermocline.features.transform;

import java.util.Map;

/**
 * One run of a view's statement.
 *
 * @param snapshots the entry of each input's history that it reads
 */
public record TransformRequest(String view, Map<String, Long> snapshots) {
  public TransformRequest {
    snapshots = Map.copyOf(snapshots);
  }
}
