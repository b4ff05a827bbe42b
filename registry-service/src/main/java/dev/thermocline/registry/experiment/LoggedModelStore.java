package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;

/** Changes logged models. Each write is whole or absent. */
public interface LoggedModelStore {
  void insert(Project project, LoggedModel model);

  /** The changes answer false where there is no such model. */
  boolean finish(Project project, String id, LoggedModel.Status status, Instant now);

  boolean delete(Project project, String id, Instant now);

  boolean setTags(Project project, String id, List<Entry> tags);

  boolean deleteTag(Project project, String id, String key);

  /** A parameter that has another value already refuses all of them. */
  boolean addParams(Project project, String id, List<Entry> params);
}
