package dev.thermocline.features.stream;

import dev.thermocline.kit.project.Project;
import java.util.Collection;
import java.util.Set;

/** How far the rows of topics are in files. Every change is part of the caller's transaction. */
public interface StreamOffsets {
  /** The first message whose row is in no file; zero at first. */
  long next(Project project, String topic, int partition);

  /**
   * The same, to begin there. A topic that was made again begins at zero; one that lost its last
   * messages begins where it ends, since nobody knows which of its messages are new.
   */
  long begin(Project project, LogPartition partition);

  /**
   * Moves on to the end of the stretch.
   *
   * @return false when somebody else moved on from its beginning already
   */
  boolean advance(Project project, Stretch stretch);

  /** Those of the keys whose rows are in files already. */
  Set<String> seen(Project project, String topic, Collection<String> pushKeys);

  void markSeen(Project project, String topic, Collection<String> pushKeys);
}
