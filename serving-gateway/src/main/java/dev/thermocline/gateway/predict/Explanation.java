package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.enrich.FeatureRows;
import dev.thermocline.hot.PackedRow;
import dev.thermocline.hot.RowTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an answer came from, for people and for the inference log. */
public final class Explanation {
  private Explanation() {}

  public static Map<String, @Nullable Object> of(Prediction prediction) {
    Map<String, @Nullable Object> explanation = withoutFeatures(prediction);
    explanation.put("features", features(prediction.features()));
    return explanation;
  }

  static Map<String, @Nullable Object> withoutFeatures(Prediction prediction) {
    Map<String, @Nullable Object> explanation = new LinkedHashMap<>();
    explanation.put("deploymentRevision", prediction.deployment().revision());
    explanation.put("routingRevision", prediction.deployment().routingRevision());
    explanation.put("manifestDigest", prediction.version().manifestDigest());
    explanation.put("cache", prediction.cache().word());
    explanation.put("ageMillis", prediction.ageMillis());
    explanation.put("rung", prediction.rung());
    return explanation;
  }

  /** For each row of the request the rows of features that it was answered from. */
  public static List<Map<String, @Nullable Object>> features(FeatureRows features) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (List<FeatureRows.Cell> cells : features.rows()) {
      Map<String, @Nullable Object> views = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        views.put(features.views().get(i).name(), cell(cells.get(i), features.nowMicros()));
      }
      rows.add(views);
    }
    return rows;
  }

  private static Map<String, @Nullable Object> cell(FeatureRows.Cell cell, long nowMicros) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    PackedRow row = cell.row();
    shown.put("mark", cell.mark().toString());
    if (row == null || row.isTombstone()) {
      shown.put("state", "not-found");
      return shown;
    }
    shown.put("state", cell.expired() ? "outside-max-age" : "present");
    shown.put("eventTime", RowTimes.instant(row.event()).toString());
    shown.put("ageMillis", (nowMicros - row.event()) / 1000);
    shown.put("provenance", row.provenance().toString());
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < row.schema().size(); i++) {
      values.put(row.schema().fields().get(i).name(), row.get(i));
    }
    shown.put("values", values);
    return shown;
  }
}
