package dev.thermocline.record.job;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps jobs. Every step is one statement, so that replicas cannot step on each other. */
public interface JobStore {
  void add(Job job, @Nullable String requestId);

  Optional<Job> find(UUID id);

  /** Newest first, behind the given position where there is one. */
  List<Job> list(
      Project project, String kind, int atMost, @Nullable Instant before, @Nullable UUID after);

  /** From QUEUED, or from RUNNING where a process died, to RUNNING; nothing if it may not run. */
  Optional<Job> begin(UUID id, Instant now);

  /** Writes progress and answers whether somebody wants the job to stop. */
  boolean progress(UUID id, long done, @Nullable Long total, @Nullable String note, Instant now);

  void end(UUID id, Ending ending, Instant now);

  /** Back to QUEUED, for a process that is about to stop. */
  void putBack(UUID id, Instant now);

  /** Marks it, and ends it at once where it still waits. */
  void cancel(UUID id, Instant now);

  /** How a job ended. */
  record Ending(
      Job.State state,
      @Nullable String failureCode,
      @Nullable String failure,
      @Nullable String result) {}
}
