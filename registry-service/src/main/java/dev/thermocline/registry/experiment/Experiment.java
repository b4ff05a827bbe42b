package dev.thermocline.registry.experiment;

import java.time.Instant;
import java.util.SortedMap;

/**
 * A named place for runs.
 *
 * @param artifactLocation where the artifacts of its runs go
 */
public record Experiment(
    long id,
    String name,
    String artifactLocation,
    Instant createdAt,
    Instant updatedAt,
    boolean deleted,
    SortedMap<String, String> tags) {
  /** The experiment that every project has from the start. */
  public static final long DEFAULT_ID = 0;

  public static final String DEFAULT_NAME = "Default";
}
