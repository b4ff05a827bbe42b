package dev.thermocline.features.inference;

import dev.thermocline.features.inference.LogFile.Folder;
import dev.thermocline.kit.project.Project;
import java.util.List;

/** Which files of logged rows there are. A file that is not named here does not exist. */
public interface LogFiles {
  /** Names a file, within the caller's transaction. */
  void add(LogFile file, String topic, int partition, long from, long to);

  /** The files with rows of a span of time, oldest first. */
  List<LogFile> list(Project project, Folder folder, long from, long to);

  /** The deployments that have predictions in files. */
  List<String> deployments(Project project);
}
