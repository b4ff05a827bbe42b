package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.runtime.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, with what its caller may want to know about it.
 *
 * @param rows how many predictions it holds
 * @param labels what is not as usual, such as {@code routed-by-copy}
 */
public record Prediction(
    String id,
    Deployment deployment,
    ModelVersion version,
    int rows,
    List<Tensor> outputs,
    List<String> labels) {
  public Prediction {
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
  }

  /** One value for each row, or a record of values where the model has several outputs. */
  public List<@Nullable Object> predictions() {
    List<@Nullable Object> predictions = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      predictions.add(row(row));
    }
    return predictions;
  }

  private @Nullable Object row(int row) {
    if (outputs.size() == 1) {
      return value(outputs.getFirst(), row);
    }
    Map<String, @Nullable Object> record = LinkedHashMap.newLinkedHashMap(outputs.size());
    for (Tensor output : outputs) {
      record.put(output.name(), value(output, row));
    }
    return record;
  }

  private @Nullable Object value(Tensor output, int row) {
    // An output that does not go by rows belongs to all of them.
    return output.rank() > 0 && output.rows() == rows ? output.nestedRow(row) : output.nested();
  }
}
