package dev.thermocline.features.offline;

import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.Optional;

/** Keeps the statistics of snapshots. Saving the same again changes nothing. Thread-safe. */
public interface StatisticsStore {
  void save(Project project, int viewNumber, long snapshot, List<FieldStatistics> statistics);

  Optional<List<FieldStatistics>> find(Project project, int viewNumber, long snapshot);
}
