package dev.thermocline.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
  @Test
  @Timeout(60)
  void stopsThePartsOfAJvmThatWasKilled(@TempDir Path folder) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle child;
    try (var lines =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

      jvm.destroyForcibly().waitFor();

      child.onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(child.isAlive()).isFalse();
    awaitDeletion(data);
  }

  private static void awaitDeletion(Path data) {
    while (Files.exists(data)) {
      Thread.onSpinWait();
    }
  }

  /** Starts one part and is killed. */
  static final class Parent {
    private Parent() {}

    static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      Guard guard = Guard.start(folder.resolve("pids"), List.of(folder.resolve("data")));
      RunningPart part =
          new PartStarter(guard, Duration.ofSeconds(20)).start(new SleepingPart(folder));
      System.out.println(part.pid());
      System.out.flush();
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }

  private record SleepingPart(Path folder) implements Part {
    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public String url() {
      return "nowhere";
    }

    @Override
    public String version() {
      return "";
    }

    @Override
    public List<Port> ports() {
      return List.of();
    }

    @Override
    public Launch prepare() {
      return new Launch(List.of("sleep", "600"), folder, folder.resolve("sleeper.log"), "TERM");
    }

    @Override
    public void probe() {}
  }
}
