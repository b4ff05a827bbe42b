package dev.thermocline.stack.platform;

import dev.thermocline.stack.server.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the supervisor last wrote about itself and its parts; readers check it against the processes
 * that there are.
 *
 * @param socket where the supervisor listens
 */
public record PlatformState(
    long supervisor, Instant since, String socket, String phase, List<PartState> parts) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public void save(Path run) throws IOException {
    PrivateFile.write(file(run), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
  }

  public static Optional<PlatformState> find(Path run) throws IOException {
    Path file = file(run);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(Files.readString(file), PlatformState.class))
        : Optional.empty();
  }

  /** Whether the supervisor that wrote this is still there. */
  public boolean isSupervised() {
    return Processes.isRunning(supervisor, since);
  }

  private static Path file(Path run) {
    return run.resolve("state.json");
  }
}
