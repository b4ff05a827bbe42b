package dev.thermocline.registry.experiment;

import java.time.Instant;

/** What a removal is asked to do, as its job keeps it. */
public record RemovalRequest(Instant deletedBefore, boolean dryRun) {
  /** The kind of the job. */
  public static final String KIND = "remove-deleted-runs";
}
