package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Locale;
import java.util.Set;

/** What a name of the feature store looks like; Redis keys and SQL columns rely on it. */
public final class Name {
  private static final int LONGEST = 63;

  private static final Set<String> KEPT = Set.of("filename", "file_index", "file_row_number");

  private Name() {}

  /** Whether scans of Parquet keep the name for themselves, so that no column may have it. */
  public static boolean isKept(String column) {
    return KEPT.contains(column.toLowerCase(Locale.ROOT));
  }

  /** Returns the name, or says whose it is and what is wrong with it. */
  public static String check(String what, String name) {
    if (!isLegal(name)) {
      throw ThermoclineException.invalid(
          "%s '%s': a name starts with a letter and has 1 to 63 letters, digits and '_'."
              .formatted(what, Text.shown(name)));
    }
    return name;
  }

  // By hand: every online read checks a name for each feature, and a pattern costs ten times more.
  private static boolean isLegal(String name) {
    if (name.isEmpty() || name.length() > LONGEST || !isLetter(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetter(c) && (c < '0' || c > '9') && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
