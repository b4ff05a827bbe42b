package dev.thermocline.features.stream;

import dev.thermocline.kit.project.Project;
import java.util.Collection;
import java.util.Set;

/** How far the rows of topics are in files. Every change is part of the caller's transaction. */
public interface StreamOffsets {
  /** The first message whose row is in no file; zero at first. */
  long next(Project project, String topic, int partition);

  /**
   * Moves on.
   *
   * @return false when somebody else moved on from {@code from} already
   */
  boolean advance(Project project, String topic, int partition, long from, long to);

  /** Those of the keys whose rows are in files already. */
  Set<String> seen(Project project, String topic, Collection<String> pushKeys);

  void markSeen(Project project, String topic, Collection<String> pushKeys);
}
