package dev.thermocline.features.definition;

import dev.thermocline.kit.project.Project;

/** Where a process knows the definitions from: the database, or a copy of what is in it. */
public interface CatalogSource {
  /** The newest that can be had now. */
  Catalog catalog(Project project);
}
