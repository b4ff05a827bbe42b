package dev.thermocline.features.offline.web;

import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.offline.Ingestions;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The range of event times that a body asks to replace. */
final class Ranges {
  private Ranges() {}

  static Ingestions.Range of(JsonObject json) {
    Long from = micros(json, "replaceFrom");
    Long to = micros(json, "replaceTo");
    if ((from == null) != (to == null) || (from != null && to != null && from >= to)) {
      throw ThermoclineException.invalid(
          "To replace a range, give replaceFrom and a later replaceTo.");
    }
    return new Ingestions.Range(from, to);
  }

  private static @Nullable Long micros(JsonObject json, String name) {
    return json.optionalText(name)
        .map(text -> ChronoUnit.MICROS.between(Instant.EPOCH, JsonValues.instant(text, name)))
        .orElse(null);
  }
}
