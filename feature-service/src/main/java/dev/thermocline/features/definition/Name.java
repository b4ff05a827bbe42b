package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a name of the feature store looks like; Redis keys and SQL columns rely on it. */
public final class Name {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  private static final Set<String> KEPT = Set.of("filename", "file_index", "file_row_number");

  private Name() {}

  /** Whether scans of Parquet keep the name for themselves, so that no column may have it. */
  public static boolean isKept(String column) {
    return KEPT.contains(column.toLowerCase(Locale.ROOT));
  }

  /** Returns the name, or says whose it is and what is wrong with it. */
  public static String check(String what, String name) {
    if (!LEGAL.matcher(name).matches()) {
      throw ThermoclineException.invalid(
          "%s '%s': a name starts with a letter and has 1 to 63 letters, digits and '_'."
              .formatted(what, Text.shown(name)));
    }
    return name;
  }
}
