package dev.thermocline.features.transform;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;

/** Remembers when the statements of views last ran by themselves, for all replicas. Thread-safe. */
public interface ScheduledRuns {
  List<Project> projects();

  /** When the view last ran; {@code first} is kept where it never did. */
  Instant last(Project project, int viewNumber, Instant first);

  /** Whether this replica may start the run that follows {@code last}: only one of them may. */
  boolean claim(Project project, int viewNumber, Instant last, Instant now);
}
