package dev.thermocline.gateway.runtime.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentsTest {
  @Test
  void saysWhyAnEnvironmentCannotBeMade(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("requirements.txt"), "no such thing ===\n");
    Environments environments =
        new Environments(other.resolve("e"), PythonModels.settings(null, Duration.ofSeconds(30)));
    ModelFolder model = new ModelFolder(other, Set.of("requirements.txt"), 0);

    assertThatThrownBy(() -> environments.interpreterFor(model, PythonModels.version("odd")))
        .isInstanceOf(ThermoclineException.class)
        .hasMessageContaining("odd version 1 has no Python environment: ERROR")
        .hasMessageContaining("build.log");
  }

  @Test
  void endsWhatItIsMakingWhenItIsClosed(@TempDir Path other) throws Exception {
    Files.writeString(other.resolve("requirements.txt"), "anything\n");
    Path pid = other.resolve("pid");
    Path endless = other.resolve("python");
    Files.writeString(endless, "#!/bin/sh\necho $$ > " + pid + "\nsleep 600 & wait\n");
    Files.setPosixFilePermissions(endless, PosixFilePermissions.fromString("rwx------"));
    Environments environments =
        new Environments(
            other.resolve("e"),
            PythonModels.settings(null, endless.toString(), Duration.ofSeconds(30)));
    ModelFolder model = new ModelFolder(other, Set.of("requirements.txt"), 0);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> made =
          thread.submit(() -> environments.interpreterFor(model, PythonModels.version("odd")));
      Eventually.holds(() -> pid.toFile().length() > 1);
      ProcessHandle maker =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

      environments.close();

      assertThatThrownBy(() -> made.get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(maker.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }
}
