package dev.thermocline.features.materialize;

import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run over one view, pinned to what the view's files were when it was asked for. */
public record Materialization(
    UUID id,
    Project project,
    String view,
    int viewNumber,
    Scope scope,
    String requestedBy,
    Instant requestedAt,
    Progress progress,
    @Nullable Ending ending) {

  /**
   * What is brought online.
   *
   * @param incremental whether later runs go on from where this one ends
   * @param renew whether rows that are online already are kept there for another retention
   * @param after the last entry of the view's history that is online already
   * @param upTo the last entry that this run shows
   * @param whole whether every entity is visited, not only those with rows after {@code after}
   * @param events the event times in question
   */
  public record Scope(
      boolean incremental, boolean renew, long after, long upTo, boolean whole, TimeRange events) {}

  /**
   * How far it is, as of the last batch that is in Redis for certain.
   *
   * @param stage first the rows that are, then those that are no more, then what those hid
   * @param position rows of the stage that were read
   * @param changed rows that were newer than what Redis had
   * @param refused rows that cannot be served, with the reasons of some in {@code refusals}
   */
  public record Progress(
      int stage, long position, long changed, long refused, List<String> refusals) {
    public static final Progress NONE = new Progress(0, 0, 0, 0, List.of());

    public Progress {
      refusals = List.copyOf(refusals);
    }
  }

  /** How it ended. */
  public record Ending(Outcome outcome, Instant at, @Nullable String failure) {}

  /** The ways to end. */
  public enum Outcome {
    SUCCEEDED,
    FAILED,
    CANCELLED
  }
}
