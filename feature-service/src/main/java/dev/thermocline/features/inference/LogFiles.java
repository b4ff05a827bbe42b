package dev.thermocline.features.inference;

import dev.thermocline.features.inference.LogFile.Folder;
import dev.thermocline.kit.project.Project;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Which files of logged rows there are. A file that is not named here does not exist. */
public interface LogFiles {
  /** Names a file, within the caller's transaction. */
  void add(LogFile file, String topic, int partition, long from, long to);

  /** The files with rows of a span of time, oldest first. */
  List<LogFile> list(Project project, Folder folder, long from, long to);

  /** Which of some keys are named, of any project. */
  Set<String> named(String bucket, Collection<String> keys);

  /** The deployments that have predictions in files. */
  List<String> deployments(Project project);
}
