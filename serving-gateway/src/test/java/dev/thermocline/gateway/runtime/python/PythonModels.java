package dev.thermocline.gateway.runtime.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.ModelDescription;
import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Signature;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Real models in a folder; the environment is made once and kept in the user's cache. */
public record PythonModels(Path folder, Path interpreter) {
  private static @Nullable PythonModels shared;

  /** Made once for all tests. */
  public static synchronized PythonModels shared() throws Exception {
    PythonModels made = shared;
    if (made == null) {
      Path folder = Path.of("target", "python-models").toAbsolutePath();
      if (Files.exists(folder)) {
        WorkFolder.remove(folder);
      }
      made = make(Files.createDirectories(folder));
      shared = made;
    }
    return made;
  }

  private static PythonModels make(Path folder) throws Exception {
    Path scripts = Path.of("src", "test", "resources", "python").toAbsolutePath();
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "thermocline", "python");
    Path interpreter =
        new Environments(cache, settings(null, Duration.ofSeconds(30)))
            .interpreterFor(new ModelFolder(scripts, Set.of("requirements.txt"), 0), version("x"));
    Path log = folder.resolve("making.log");
    Process making =
        new ProcessBuilder(
                interpreter.toString(),
                scripts.resolve("make_models.py").toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(making.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(making.exitValue()).as(Files.readString(log)).isZero();
    return new PythonModels(folder, interpreter);
  }

  /** Workers that are children of this process. */
  WorkerLauncher ownProcesses(Duration longest) {
    PythonSettings settings = settings(interpreter, longest);
    return new OwnProcesses(
        new Environments(folder, settings), new RuntimeSource(folder.resolve("source")), settings);
  }

  /** Workers that a supervisor starts. */
  WorkerLauncher supervised(Path socket, Duration longest) {
    return new SupervisedProcesses(socket, folder, settings(interpreter, longest));
  }

  PythonModel load(
      WorkerLauncher launcher, String name, @Nullable Signature signature, Duration longest) {
    ModelFolder model = new ModelFolder(folder.resolve(name), Set.of(), 0);
    PythonSettings settings = settings(interpreter, longest);
    return new PythonModel(
        new ModelDescription(Set.of("python_function"), null, signature, List.of()),
        new Workers(() -> new Supervisor(version(name), model, launcher, settings), settings));
  }

  /** The answer of a model whose worker may be on its way back. */
  Tensor eventually(PythonModel model, RawInputs inputs) {
    Deadline patience = Deadline.in(Duration.ofMinutes(2));
    while (true) {
      try {
        return model
            .run(model.signature().enforce(inputs), Deadline.in(Duration.ofSeconds(30)))
            .getFirst();
      } catch (ThermoclineException notYet) {
        assertThat(notYet.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        patience.require("the worker was back");
        Thread.onSpinWait();
      }
    }
  }

  static PythonSettings settings(@Nullable Path interpreter, Duration longest) {
    return settings(interpreter, "python3", longest);
  }

  static PythonSettings settings(@Nullable Path interpreter, String base, Duration longest) {
    return new PythonSettings(
        interpreter,
        null,
        base,
        true,
        DataSize.ofGigabytes(4),
        2,
        1,
        64,
        Duration.ofMinutes(2),
        longest,
        Duration.ofMinutes(15));
  }

  static ModelVersion version(String model) {
    return new ModelVersion(model, "1", null, "0".repeat(64), model + "/v1/");
  }
}
