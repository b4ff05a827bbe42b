package dev.thermocline.stack.platform;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.Jdk;
import dev.thermocline.stack.process.LogTail;
import dev.thermocline.stack.process.StackFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds the supervisor of a platform, or starts one that outlives the shell it was started from.
 */
public final class SupervisorStart {
  private static final long LEAST_FREE_SPACE = 512L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private SupervisorStart() {}

  public static PlatformState findOrStart(Home home) throws IOException, InterruptedException {
    Optional<PlatformState> found = PlatformState.find(home.run());
    if (found.isPresent() && found.get().isSupervised()) {
      return found.get();
    }
    awaitLeftovers(home);
    requireRoom(home, LEAST_FREE_SPACE);
    Files.deleteIfExists(home.platformFile());
    Files.createDirectories(home.logs());
    Path log = home.logs().resolve("supervisor.log");
    Files.writeString(
        log, "", StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    long logStart = Files.size(log);
    ProcessBuilder builder =
        new ProcessBuilder(command(home))
            .directory(home.checkout().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<PlatformState> state = PlatformState.find(home.run());
      if (state.isPresent()
          && state.get().phase().equals("starting")
          && state.get().isSupervised()) {
        return state.get();
      }
      if (process.waitFor(30, TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
        break;
      }
    }
    throw new StackFailure(
        "supervisor",
        "it did not start:\n    " + String.join("\n    ", LogTail.lines(log, logStart, 10)),
        "see " + log);
  }

  private static String launcherJar() {
    return System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
  }

  /** A session of its own, or Ctrl-C in the shell would reach every part at once. */
  private static List<String> command(Home home) {
    List<String> command = new ArrayList<>();
    if (onPath("setsid")) {
      command.add("setsid");
    } else if (onPath("perl")) {
      command.addAll(List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or die"));
    } else {
      command.add("nohup");
    }
    command.addAll(
        List.of(
            Jdk.java(),
            "-Xmx96m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            // Beside the launcher's own archive, which goes when the launcher is built anew.
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + launcherJar().replaceAll("[.]jar$", "-supervisor.jsa"),
            "-Xlog:disable",
            "-Dlogback.configurationFile=dev/thermocline/stack/server/logback.xml",
            "--enable-native-access=ALL-UNNAMED",
            Supervisor.class.getName(),
            home.checkout().toString()));
    return command;
  }

  private static boolean onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  static void requireRoom(Home home, long needed) throws IOException {
    Files.createDirectories(home.folder());
    FileStore store = Files.getFileStore(home.folder());
    if (store.getUsableSpace() < needed) {
      throw new StackFailure(
          "disk",
          "%s has %d MB left, and the platform wants %d MB to start"
              .formatted(home.folder(), store.getUsableSpace() >> 20, needed >> 20),
          "make room there, or choose another disk with THERMOCLINE_HOME");
    }
  }

  /** After a supervisor was killed its guard is still stopping the parts: they hold the ports. */
  private static void awaitLeftovers(Home home) throws IOException, InterruptedException {
    Path pids = home.run().resolve("pids");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (Files.exists(pids.resolve("guard.sh")) && System.nanoTime() < deadline) {
      if (Leftovers.alive(pids).isEmpty()) {
        return;
      }
      Thread.sleep(100);
    }
  }
}
