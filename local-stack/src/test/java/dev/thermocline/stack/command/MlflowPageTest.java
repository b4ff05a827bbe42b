package dev.thermocline.stack.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowPageTest {
  @TempDir private Path folder;

  @Test
  void asksTheFirstPythonOnPathWhereItsMlflowIs() throws Exception {
    Path build = Files.createDirectories(folder.resolve("site/mlflow/server/js/build"));
    Files.writeString(build.resolve("index.html"), "");
    python(folder.resolve("site/mlflow").toString());

    assertThat(MlflowPage.find(Map.of("PATH", folder + ":/nowhere"))).isEqualTo(build);
  }

  @Test
  void saysWhichPythonLacksItAndHowToGetIt() throws Exception {
    python("");

    assertThatThrownBy(() -> MlflowPage.find(Map.of("PATH", folder.toString())))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining(folder.resolve("python3") + " -m pip install mlflow");
  }

  @Test
  void refusesAnMlflowWithoutItsPage() throws Exception {
    python(folder.toString());

    assertThatThrownBy(() -> MlflowPage.find(Map.of("PATH", folder.toString())))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("mlflow-skinny has no page");
  }

  @Test
  void saysThatThereIsNoPython() {
    assertThatThrownBy(() -> MlflowPage.find(Map.of("PATH", "/nowhere")))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("no python3 on PATH");
  }

  @Test
  void takesThePageThatASettingNames() throws Exception {
    Path build = Files.createDirectories(folder.resolve("build"));
    Map<String, String> named = Map.of("THERMOCLINE_MLFLOW_PAGE", build.toString());

    assertThatThrownBy(() -> MlflowPage.find(named))
        .hasMessageContaining("THERMOCLINE_MLFLOW_PAGE");

    Files.writeString(build.resolve("index.html"), "");
    assertThat(MlflowPage.find(named)).isEqualTo(build);
  }

  private void python(String says) throws IOException {
    Path program = Files.writeString(folder.resolve("python3"), "#!/bin/sh\necho '" + says + "'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
