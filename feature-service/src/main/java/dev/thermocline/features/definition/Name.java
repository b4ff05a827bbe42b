package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.regex.Pattern;

/** What a name of the feature store looks like; Redis keys and SQL columns rely on it. */
public final class Name {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  private Name() {}

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
