package dev.thermocline.record.job;

import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of long work as it stands.
 *
 * @param total nothing while it is not known
 * @param updatedAt when progress was last written
 * @param failureCode the code of an {@code ErrorKind}, where it failed
 * @param result JSON, where the work left one
 */
public record Job(
    UUID id,
    Project project,
    String kind,
    String request,
    State state,
    long done,
    @Nullable Long total,
    @Nullable String note,
    boolean cancelRequested,
    int attempts,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant startedAt,
    Instant updatedAt,
    @Nullable Instant finishedAt,
    @Nullable String failureCode,
    @Nullable String failure,
    @Nullable String result) {

  /** Where a job stands. */
  public enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean isEnd() {
      return this != QUEUED && this != RUNNING;
    }
  }

  /** Units a second since this attempt began. */
  public OptionalDouble rate() {
    if (startedAt == null || done == 0) {
      return OptionalDouble.empty();
    }
    Instant end = finishedAt == null ? updatedAt : finishedAt;
    double seconds = Duration.between(startedAt, end).toMillis() / 1000.0;
    return seconds <= 0 ? OptionalDouble.empty() : OptionalDouble.of(done / seconds);
  }

  /** How long it will take from now on if it goes on like this. */
  public @Nullable Duration remaining() {
    OptionalDouble rate = rate();
    if (state != State.RUNNING || total == null || rate.isEmpty()) {
      return null;
    }
    return Duration.ofMillis(Math.max(0, (long) ((total - done) / rate.getAsDouble() * 1000)));
  }
}
