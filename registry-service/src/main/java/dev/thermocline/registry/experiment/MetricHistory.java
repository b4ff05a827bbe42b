package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads every point of a metric. Unknown runs and metrics have no points. */
public interface MetricHistory {
  /** In order of time, step and value. */
  Page<MetricPoint> history(
      Project project, RunId run, String key, int limit, @Nullable String pageToken);

  /**
   * At most {@code limit} points in order of step, time and value, spread evenly, the first and the
   * last of the range among them.
   */
  List<MetricPoint> sample(
      Project project, RunId run, String key, int limit, @Nullable Steps steps);

  /** A closed range of steps. */
  record Steps(long from, long to) {}
}
