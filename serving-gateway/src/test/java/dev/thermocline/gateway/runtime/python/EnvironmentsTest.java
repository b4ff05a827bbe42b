package dev.thermocline.gateway.runtime.python;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
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
}
