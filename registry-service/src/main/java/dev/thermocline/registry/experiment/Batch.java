package dev.thermocline.registry.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is logged to a run in one go: all of it or nothing.
 *
 * @param runName a new name for the run, or null to keep it
 */
public record Batch(
    List<LoggedMetric> metrics, List<Entry> params, List<Entry> tags, @Nullable String runName) {
  public Batch {
    metrics = List.copyOf(metrics);
    params = List.copyOf(params);
    tags = List.copyOf(tags);
  }

  public static Batch metric(LoggedMetric metric) {
    return new Batch(List.of(metric), List.of(), List.of(), null);
  }

  public static Batch param(Entry param) {
    return new Batch(List.of(), List.of(param), List.of(), null);
  }

  public static Batch tag(Entry tag) {
    return new Batch(List.of(), List.of(), List.of(tag), null);
  }
}
