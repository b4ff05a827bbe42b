package dev.thermocline.bench.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Models as MLflow folders, trained once by a script and kept beside the clients' environments. */
final class TrainedModels {
  private static final List<String> SCRIPT = List.of("python3", "benchmarks/models/train.py");

  private final Path folder;

  TrainedModels() {
    try {
      Process process =
          new ProcessBuilder(SCRIPT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            "the models could not be trained; the reason stands above (it needs python3)");
      }
      this.folder = Path.of(said.lines().toList().getLast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * A folder with an MLmodel.
   *
   * @param form {@code tensor}, {@code columns} or {@code python}
   */
  Path folder(String model, String form) {
    return folder.resolve(model).resolve(form);
  }

  /** The folder of all of them. */
  Path home() {
    return folder;
  }

  Path onnxFile(String model) {
    return folder(model, "tensor").resolve("model.onnx");
  }

  /** Another training is another model. */
  String key() {
    return folder.getFileName().toString();
  }
}
