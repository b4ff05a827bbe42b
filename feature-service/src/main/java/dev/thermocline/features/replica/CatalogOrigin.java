package dev.thermocline.features.replica;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.Optional;

/** Whoever has the definitions themselves. */
public interface CatalogOrigin {
  /**
   * The definitions of a project, or nothing where they are still at a revision.
   *
   * @throws IOException when it does not answer
   */
  Optional<Catalog> fetch(Project project, long known) throws IOException;
}
