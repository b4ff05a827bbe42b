package dev.thermocline.gateway.mlflowscoring;

import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.runtime.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Predictions as MLflow's scoring server nests them. */
public final class ScoringAnswer {
  /** Names that stand for "the answer" and not for a column of it. */
  private static final Set<String> NAMELESS =
      Set.of("", "predict", "predictions", "output", "output-0");

  private ScoringAnswer() {}

  public static Map<String, @Nullable Object> of(ScoringRequest request, Prediction prediction) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    List<Tensor> outputs = prediction.outputs();
    if (outputs.size() == 1 && NAMELESS.contains(outputs.getFirst().name())) {
      answer.put("predictions", outputs.getFirst().nested());
    } else if (request.frame()) {
      answer.put("predictions", records(prediction));
    } else {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      outputs.forEach(output -> named.put(output.name(), output.nested()));
      answer.put("predictions", named);
    }
    return answer;
  }

  /** A table's answer is a table: one record a row, one value for each output that has one. */
  private static List<Map<String, @Nullable Object>> records(Prediction prediction) {
    int rows = prediction.question().rows();
    List<Map<String, @Nullable Object>> records = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      Map<String, @Nullable Object> record = new LinkedHashMap<>();
      for (Tensor output : prediction.outputs()) {
        record.put(
            output.name(), output.count() == rows ? output.valueAt(row) : output.nestedRow(row));
      }
      records.add(record);
    }
    return records;
  }
}
