package dev.thermocline.features.inference;

import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.inference.PredictionRows.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Puts predictions and the feedback on them side by side. */
public interface PredictionJoin {
  /** The file is gone once the taker returns. */
  <T> T write(Task task, Taker<T> taker);

  /**
   * What is put together.
   *
   * @param keyTypes the types of join keys that are defined
   */
  record Task(
      List<Path> predictions,
      List<Path> feedback,
      long from,
      long to,
      List<Column> columns,
      Map<String, ValueType> keyTypes) {
    public Task {
      predictions = List.copyOf(predictions);
      feedback = List.copyOf(feedback);
      columns = List.copyOf(columns);
      keyTypes = Map.copyOf(keyTypes);
    }
  }

  /** Takes the file while it is there. */
  @FunctionalInterface
  interface Taker<T> {
    T take(Path file, long rows);
  }
}
