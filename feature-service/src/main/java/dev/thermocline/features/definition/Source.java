package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import org.jspecify.annotations.Nullable;

/** Where a view's rows come from besides files, which every view takes: pushes, or a statement. */
public record Source(@Nullable String push, @Nullable Transformation transformation) {
  public static final Source FILES = new Source(null, null);

  public Source {
    if (push != null && transformation != null) {
      throw ThermoclineException.invalid("source: it is either a push source or sql, not both.");
    }
  }
}
