package dev.thermocline.registry.dataset;

import java.util.Locale;

/** Where the files of a version came from. */
public enum Origin {
  UPLOAD,
  /** Files that lay in the bucket already; they stay where they are. */
  PREFIX,
  /** The result of a point-in-time join. */
  JOIN;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
