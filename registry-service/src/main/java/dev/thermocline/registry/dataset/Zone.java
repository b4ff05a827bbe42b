package dev.thermocline.registry.dataset;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far data has come; each zone is a folder of the bucket for training data. */
public enum Zone {
  RAW,
  PROCESSED,
  CURATED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Zone of(@Nullable String word) {
    for (Zone zone : values()) {
      if (zone.word().equals(word)) {
        return zone;
      }
    }
    throw ThermoclineException.invalid(
        word == null
            ? "'zone' is missing: raw, processed or curated."
            : "'zone' is raw, processed or curated; '"
                + DatasetNames.printable(word)
                + "' is none.");
  }

  /** The zone that a key of this project lies in. */
  static Zone ofPath(String pathInProject) {
    for (Zone zone : values()) {
      if (pathInProject.startsWith(zone.word() + "/")) {
        return zone;
      }
    }
    throw ThermoclineException.invalid(
        "The prefix '"
            + DatasetNames.printable(pathInProject)
            + "' lies in no zone. It begins with raw/, processed/ or curated/.");
  }
}
