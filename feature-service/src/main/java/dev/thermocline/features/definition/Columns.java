package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rules for names that become columns of one table, where case does not tell two apart. */
final class Columns {
  private Columns() {}

  static void refuseTwins(String where, List<String> names) {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      String twin = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (twin != null) {
        throw ThermoclineException.invalid(
            "%s: the columns '%s' and '%s' have the same name (upper and lower case count as one)."
                .formatted(where, twin, name));
      }
    }
  }
}
