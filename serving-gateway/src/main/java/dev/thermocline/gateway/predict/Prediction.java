package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.cache.CacheState;
import dev.thermocline.gateway.enrich.FeatureRows;
import dev.thermocline.gateway.enrich.Question;
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
 * @param outputs the rows of the question in their order
 * @param ageMillis of the oldest part that came from the cache
 * @param labels what is not as usual, such as {@code routed-by-copy}
 */
public record Prediction(
    String id,
    Deployment deployment,
    ModelVersion version,
    Question question,
    FeatureRows features,
    List<Tensor> outputs,
    CacheState cache,
    long ageMillis,
    List<String> labels) {
  public Prediction {
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
  }

  /** The rung of the ladder that this answer stands on; {@code exact} is the highest. */
  public String rung() {
    if (cache == CacheState.STALE) {
      return "superseded-answer";
    }
    String features = this.features.rung();
    return features == null ? "exact" : features;
  }

  /** About how much memory it keeps from being free, without what predictions share. */
  long heldBytes() {
    long bytes = 1024 + question.heldBytes() + features.heldBytes();
    for (Tensor output : outputs) {
      bytes += output.heldBytes();
    }
    return bytes;
  }

  /** Headers that go out with the answer in every dialect over HTTP. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Cache", cache.word());
    if (cache == CacheState.HIT || cache == CacheState.STALE) {
      headers.put("Age", Long.toString(ageMillis / 1000));
    }
    headers.put("X-Prediction-Id", id);
    if (!rung().equals("exact")) {
      headers.put("X-Rung", rung());
    }
    return headers;
  }

  /** One value for each row, or a record of values where the model has several outputs. */
  public List<@Nullable Object> predictions() {
    List<@Nullable Object> predictions = new ArrayList<>(question.rows());
    for (int row = 0; row < question.rows(); row++) {
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
    return output.rank() > 0 && output.rows() == question.rows()
        ? output.nestedRow(row)
        : output.nested();
  }
}
