package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;
import java.util.Optional;

/** Reads logged models with all that hangs on them. */
public interface LoggedModelReader {
  Optional<LoggedModel> find(Project project, String id, boolean alsoDeleted);

  /** Deleted ones are never found. */
  Page<LoggedModel> search(Project project, LoggedModelQuery query);
}
