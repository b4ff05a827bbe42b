package dev.thermocline.kit.access.disk;

import dev.thermocline.kit.access.VerifierCopy;
import dev.thermocline.kit.access.VerifierList;
import dev.thermocline.kit.access.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The copy of the tokens' hashes that a service keeps for the time when the registry is away. */
final class VerifierFile implements VerifierCopy {
  private static final Logger log = LoggerFactory.getLogger(VerifierFile.class);

  private final Path path;
  private final JsonMapper json;

  VerifierFile(Path path, JsonMapper json) {
    this.path = path;
    this.json = json;
  }

  private record Kept(Instant confirmedAt, VerifierList verifiers) {}

  @Override
  public Optional<Verifiers> read() {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try {
      Kept kept = json.readValue(Files.readAllBytes(path), Kept.class);
      return Optional.of(kept.verifiers().confirmed(kept.confirmedAt()));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      log.atWarn().addKeyValue("file", path).setCause(e).log("The kept tokens cannot be read");
      return Optional.empty();
    }
  }

  @Override
  public void write(Verifiers verifiers) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              "verifiers",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Kept kept = new Kept(verifiers.confirmedAt(), VerifierList.of(verifiers));
      Files.write(fresh, json.writeValueAsBytes(kept));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.atWarn().addKeyValue("file", path).setCause(e).log("The tokens cannot be kept on disk");
    }
  }
}
