package dev.thermocline.stack.command;

import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds MLflow's built web page: a setting names it, or the first Python on PATH has it. */
final class MlflowPage {
  private static final String SETTING = "THERMOCLINE_MLFLOW_PAGE";

  /** Looks where the package lies without running any of it. */
  private static final String WHERE =
      "import importlib.util, os; s = importlib.util.find_spec('mlflow');"
          + " print(os.path.dirname(s.origin) if s and s.origin else '')";

  private MlflowPage() {}

  static Path find(Map<String, String> environment) throws IOException, InterruptedException {
    String named = environment.get(SETTING);
    if (named != null && !named.isBlank()) {
      return built(Path.of(named.strip()), "correct " + SETTING + ", or take it away");
    }
    Path python = python(environment.getOrDefault("PATH", ""));
    if (python == null) {
      throw new StackFailure(
          "mlflow-ui",
          "there is no python3 on PATH, and MLflow's web page comes with its Python package",
          "install one and 'pip install mlflow', or name the built page by " + SETTING);
    }
    String way =
        "run '"
            + python
            + " -m pip install mlflow' (mlflow-skinny has no page), put another python3 first on"
            + " PATH, or name the built page by "
            + SETTING;
    String found = ask(python);
    if (found.isEmpty()) {
      throw new StackFailure("mlflow-ui", "no mlflow is installed for " + python, way);
    }
    return built(Path.of(found, "server", "js", "build"), way);
  }

  private static Path built(Path folder, String otherwise) {
    if (!Files.isRegularFile(folder.resolve("index.html"))) {
      throw new StackFailure(
          "mlflow-ui", "there is no built page of MLflow in " + folder, otherwise);
    }
    return folder.toAbsolutePath().normalize();
  }

  private static @Nullable Path python(String path) {
    for (String name : new String[] {"python3", "python"}) {
      for (String folder : path.split(":", -1)) {
        if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
          return Path.of(folder, name);
        }
      }
    }
    return null;
  }

  private static String ask(Path python) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(python.toString(), "-c", WHERE)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    byte[] answer = process.getInputStream().readAllBytes();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new String(answer, StandardCharsets.UTF_8).strip();
  }
}
