package dev.thermocline.gateway.enrich.disk;

import dev.thermocline.gateway.enrich.DefinitionSource;
import dev.thermocline.gateway.route.Deployment.FeatureServiceVersion;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One file for each version, replaced by a rename. */
@Component
final class DefinitionFiles implements DefinitionSource.Copy {
  private static final Logger log = LoggerFactory.getLogger(DefinitionFiles.class);

  private final Path folder;

  DefinitionFiles(ServiceSettings settings) {
    this.folder = settings.dataFolder().resolve("gateway").resolve("definitions");
  }

  @Override
  public void keep(Project project, FeatureServiceVersion version, String text) {
    Path file = file(project, version);
    try {
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), "new", ".json");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      log.warn("definition not kept file={} reason={}", file, failure.toString());
    }
  }

  @Override
  public Optional<String> find(Project project, FeatureServiceVersion version) {
    try {
      return Optional.of(Files.readString(file(project, version)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException failure) {
      log.warn("kept definition not readable reason={}", failure.toString());
      return Optional.empty();
    }
  }

  private Path file(Project project, FeatureServiceVersion version) {
    if (!version.name().matches("[A-Za-z][A-Za-z0-9_.-]{0,127}")) {
      throw new IllegalArgumentException(version.name() + " is no name of a feature service");
    }
    return folder.resolve(project.name()).resolve(version.name() + "." + version.version());
  }
}
