package dev.thermocline.testkit;

import dev.thermocline.stack.ServerAddresses;
import dev.thermocline.stack.TemporaryServers;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The servers that this whole run of tests shares. {@code THERMOCLINE_TEST_SERVERS} says which: the
 * path of a file with the addresses of running ones; {@code docker}; {@code local}; or, unset,
 * Docker where an engine answers and the local stack elsewhere. If they cannot start, every test
 * that asks for them fails with the reason.
 */
final class ServersOfRun {
  private static final String CHOICE = "THERMOCLINE_TEST_SERVERS";

  private static @Nullable ServerAddresses addresses;
  private static @Nullable String failure;

  private ServersOfRun() {}

  static synchronized ServerAddresses addresses() {
    if (failure != null) {
      // Once is enough: a second try would make each of a thousand tests wait for the same end.
      throw new IllegalStateException(failure);
    }
    if (addresses == null) {
      try {
        addresses = start(System.getenv().getOrDefault(CHOICE, "auto"));
      } catch (Exception e) {
        failure = "The test servers did not start: " + e.getMessage();
        throw new IllegalStateException(failure, e);
      }
    }
    return addresses;
  }

  private static ServerAddresses start(String choice) throws IOException, InterruptedException {
    return switch (choice) {
      case "auto" -> DockerServers.engineAnswers() ? DockerServers.start() : local();
      case "docker" -> DockerServers.start();
      case "local" -> local();
      default -> ServerAddresses.load(Path.of(choice));
    };
  }

  private static ServerAddresses local() throws IOException, InterruptedException {
    TemporaryServers servers = TemporaryServers.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    servers.close();
                  } catch (IOException e) {
                    throw new IllegalStateException("The test servers did not stop", e);
                  }
                },
                "stop-test-servers"));
    return servers.addresses();
  }
}
