package dev.thermocline.features.replica.disk;

import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.json.CatalogJson;
import dev.thermocline.features.replica.CatalogFiles;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** A file for each project's definitions, replaced as a whole. */
@Component
final class CatalogFolder implements CatalogFiles {
  private static final Logger log = LoggerFactory.getLogger(CatalogFolder.class);
  private static final String ENDING = ".json";

  private final Path folder;
  private final CatalogJson json = new CatalogJson();

  CatalogFolder(ServiceSettings service) {
    this.folder = service.dataFolder().toAbsolutePath().resolve("definitions");
  }

  @Override
  public Map<Project, Catalog> load() {
    Map<Project, Catalog> found = new HashMap<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).toList()) {
        load(file, found);
      }
    } catch (IOException e) {
      log.warn("The copies of definitions cannot be read: {}", e.toString());
    }
    return found;
  }

  private void load(Path file, Map<Project, Catalog> found) {
    String name = file.getFileName().toString();
    try {
      found.put(
          new Project(name.substring(0, name.length() - ENDING.length())),
          json.read(Files.readAllBytes(file)));
    } catch (IOException | JacksonException e) {
      log.warn(
          "The copy of definitions {} cannot be read and is fetched again: {}", name, e.toString());
    }
  }

  @Override
  public void save(Project project, Catalog catalog) {
    Path file = folder.resolve(project.name() + ENDING);
    Path fresh = folder.resolve(project.name() + ".new");
    try {
      Files.createDirectories(folder);
      Files.write(fresh, json.write(catalog));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("The copy of definitions cannot be kept on disk: {}", e.toString());
    }
  }
}
