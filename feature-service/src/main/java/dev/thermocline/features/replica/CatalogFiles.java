package dev.thermocline.features.replica;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.kit.project.Project;
import java.util.Map;

/** Copies of definitions that outlive this process. */
public interface CatalogFiles {
  /** All that are there; one that cannot be read is left out. */
  Map<Project, Catalog> load();

  void save(Project project, Catalog catalog);
}
