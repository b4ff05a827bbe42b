package dev.thermocline.features.transform;

import java.util.List;
import java.util.Map;

/**
 * What a run made.
 *
 * @param inputs the entries of views' histories that it read
 * @param files the raw files that it read, with their digests
 */
public record TransformReport(
    String view, long snapshot, long rows, Map<String, Long> inputs, List<String> files) {
  public TransformReport {
    inputs = Map.copyOf(inputs);
    files = List.copyOf(files);
  }
}
