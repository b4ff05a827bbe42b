package dev.thermocline.features.transform;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run made.
 *
 * @param inputs the entries of views' histories that it read
 * @param files the raw files that it read, with their digests
 * @param materialization the run that brings the rows online, where the view is online and no other
 *     run was under way
 */
public record TransformReport(
    String view,
    long snapshot,
    long rows,
    Map<String, Long> inputs,
    List<String> files,
    @Nullable UUID materialization) {
  public TransformReport {
    inputs = Map.copyOf(inputs);
    files = List.copyOf(files);
  }
}
