package dev.thermocline.record.job;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.page.Page;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Long work that outlives the process that was asked for it. */
public interface Jobs {
  /**
   * Queues work; in the caller's transaction where there is one, so that both happen or neither.
   */
  <T> Job submit(Project project, Caller caller, JobKind<T> kind, T request);

  /**
   * One job of the kind.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException NOT_FOUND
   */
  Job get(Project project, String kind, UUID id);

  /** The newest first. */
  Page<Job> list(Project project, String kind, int size, @Nullable String pageToken);

  /**
   * Asks a job to stop: one that waits never starts, one that runs stops at its next step, one that
   * ended stays as it is.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException NOT_FOUND
   */
  Job cancel(Project project, String kind, UUID id);
}
