package dev.thermocline.features.inference;

import dev.thermocline.kit.project.Project;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of the log. Times are microseconds of UTC; JSON stands as its text. */
public sealed interface LoggedRow {
  Project project();

  /** The prediction that it is about. */
  String predictionId();

  long at();

  /** When the log took it. */
  long ingest();

  /**
   * One row of a prediction: what was asked, what it was answered from, and the answer.
   *
   * @param row counts the rows of the request from 0
   * @param rung the rung of degradation that answered, if any
   * @param joinKeys the names of the entity's join keys, in the order of {@code entity}
   * @param number the answer, where it is a number
   */
  record Predicted(
      Project project,
      String predictionId,
      int row,
      long at,
      long ingest,
      Served served,
      @Nullable String cache,
      @Nullable String rung,
      @Nullable Long latencyMicros,
      List<String> joinKeys,
      List<String> entity,
      String features,
      String inputs,
      String prediction,
      @Nullable Double number,
      String labels)
      implements LoggedRow {}

  /** Who answered. */
  record Served(
      String deployment,
      @Nullable Long deploymentRevision,
      @Nullable Long routingRevision,
      String model,
      String version,
      @Nullable String manifestDigest) {}

  /** What turned out to be true about a prediction. */
  record Feedback(
      Project project, String predictionId, long at, long ingest, String by, String feedback)
      implements LoggedRow {}
}
