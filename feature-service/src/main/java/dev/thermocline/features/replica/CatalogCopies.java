package dev.thermocline.features.replica;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.CatalogSource;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The definitions as another feature-service told them last. While it is away they stay in use,
 * also over a restart of this process; a request never waits for it where there is a copy.
 */
@Component
public class CatalogCopies implements CatalogSource {
  private static final Logger log = LoggerFactory.getLogger(CatalogCopies.class);

  private final CatalogOrigin origin;
  private final CatalogFiles files;
  private final ConcurrentHashMap<Project, Catalog> copies = new ConcurrentHashMap<>();
  private final ConcurrentHashMap.KeySetView<Project, Boolean> served =
      ConcurrentHashMap.newKeySet();
  private volatile boolean failing;

  public CatalogCopies(CatalogOrigin origin, CatalogFiles files) {
    this.origin = origin;
    this.files = files;
    copies.putAll(files.load());
  }

  @Override
  public Catalog catalog(Project project) {
    Catalog copy = copies.get(project);
    if (copy != null && served.add(project)) {
      // The first request takes the copy at once; whoever asks regularly brings what is newer.
      return copy;
    }
    try {
      var newer = origin.fetch(project, copy == null ? -1 : copy.revision());
      if (failing) {
        log.info("The definitions are told again");
        failing = false;
      }
      newer.ifPresent(catalog -> keep(project, catalog));
    } catch (IOException e) {
      if (!failing) {
        log.warn("The definitions are not told now; the copy is used: {}", e.getMessage());
        failing = true;
      }
    }
    Catalog known = copies.get(project);
    if (known == null) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "This process has no copy of the definitions of '%s' yet, and the feature-service at thermocline.features.url does not tell them now. Try again in a moment."
              .formatted(project.name()));
    }
    return known;
  }

  private void keep(Project project, Catalog catalog) {
    Catalog before = copies.get(project);
    if (before == null || before.revision() != catalog.revision()) {
      copies.put(project, catalog);
      files.save(project, catalog);
    }
  }
}
