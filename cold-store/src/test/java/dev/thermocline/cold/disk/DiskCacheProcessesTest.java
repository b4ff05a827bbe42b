package dev.thermocline.cold.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one folder, killed at random moments. */
class DiskCacheProcessesTest {
  private static final int ROUNDS = 12;
  private static final int PROCESSES = 2;

  @Test
  void processesShareAFolderAndSurviveBeingKilled(@TempDir Path root) throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      List<Process> processes = new ArrayList<>();
      List<BufferedReader> outputs = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        Process process = start(root, round * PROCESSES + i);
        processes.add(process);
        outputs.add(process.inputReader());
      }
      int reads = random.nextInt(60);
      for (BufferedReader output : outputs) {
        for (int i = 0; i <= reads; i++) {
          assertThat(output.readLine()).startsWith("ok");
        }
      }
      for (Process process : processes) {
        assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThatEveryFileIsWhole(root);
    }

    try (DiskCache cache = new DiskCache(root, CacheUser.BOUND, Clock.systemUTC())) {
      // What was left behind goes when a file arrives; what is there already makes none arrive.
      Random files = new Random(1);
      while (cache.statistics().misses() == 0) {
        CacheUser.use(cache, files);
      }
      assertThat(regularFiles(root.resolve("arriving"))).isEmpty();
      assertThat(cache.statistics().bytes()).isLessThanOrEqualTo(CacheUser.BOUND);
      assertThat(cache.statistics().inUse()).isZero();
      try (Stream<Path> views = Files.list(root.resolve("folders"))) {
        assertThat(views).as("only this process' room and lock").hasSize(2);
      }
    }
  }

  private static void assertThatEveryFileIsWhole(Path root) throws IOException {
    for (Path file : regularFiles(root.resolve("objects"))) {
      assertThat(Sha256.of(Files.readAllBytes(file))).isEqualTo(file.getFileName().toString());
    }
  }

  private static Process start(Path root, int seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CacheUser.class.getName(),
            root.toString(),
            Integer.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<Path> regularFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
