package dev.thermocline.features.join;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of a join as a version of a dataset.
 *
 * @param version absent until the registry has it
 * @param failure what the registry last said, where it has not
 * @param refused whether the registry will never take it
 * @param kept who keeps the files beyond their time, if anybody
 * @param sweptAt when the files were removed, if they were
 */
public record TrainingSet(
    UUID join,
    Instant madeAt,
    String dataset,
    @Nullable Version version,
    @Nullable String failure,
    boolean refused,
    @Nullable Keeping kept,
    @Nullable Instant sweptAt) {
  /** Where the registry keeps it. */
  public record Version(String version, String digest, String mlflowDigest, String location) {}

  /** Who keeps the files and what for: a run, or words of a person. */
  public record Keeping(String by, String why, Instant at) {}
}
