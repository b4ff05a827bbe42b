package dev.thermocline.features.engine;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The view that the contracts are about. */
final class Patients {
  static final Entity ENTITY =
      new Entity(
          "patient", Label.NONE, List.of(new JoinKey("patient_id", ValueType.of(Scalar.INT64))));

  private Patients() {}

  static FeatureView vitals(@Nullable Duration ttl) {
    return FeatureView.of(
            "vitals",
            "patient",
            List.of(
                Field.of("bp", ValueType.of(Scalar.FLOAT64)),
                Field.of("note", ValueType.of(Scalar.STRING))))
        .withTimes(
            new FeatureView.Times("event_time", "noted_at", ttl, FeatureView.Times.TOLERANCE));
  }
}
