package dev.thermocline.registry.model;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a caller names a version: by number, by label, or by an alias as {@code @champion}. */
public sealed interface VersionRef {
  /** As the caller would write it. */
  String text();

  record ByNumber(int number) implements VersionRef {
    @Override
    public String text() {
      return Integer.toString(number);
    }
  }

  record ByLabel(String label) implements VersionRef {
    @Override
    public String text() {
      return label;
    }
  }

  record ByAlias(String alias) implements VersionRef {
    @Override
    public String text() {
      return "@" + alias;
    }
  }

  Pattern DIGITS = Pattern.compile("[vV]?(\\d{1,18})");

  static VersionRef parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw invalid("Missing value for required parameter 'version'.");
    }
    if (text.startsWith("@")) {
      return new ByAlias(Names.alias(text.substring(1)));
    }
    var digits = DIGITS.matcher(text);
    if (digits.matches()) {
      return new ByNumber(clamp(Long.parseLong(digits.group(1))));
    }
    String label = Names.label(text);
    return new ByLabel(label == null ? text : label);
  }

  /** A number and nothing else, as MLflow's routes take it. */
  static int number(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw invalid("Missing value for required parameter 'version'.");
    }
    String trimmed = text.strip();
    if (!trimmed.matches("[+-]?\\d{1,18}")) {
      throw invalid(
          "Invalid value '" + Names.printable(text) + "' for parameter 'version': not an integer.");
    }
    return clamp(Long.parseLong(trimmed));
  }

  /** No model has that many versions: such a number is simply not found. */
  private static int clamp(long number) {
    return (int) Math.clamp(number, -1L, Integer.MAX_VALUE);
  }
}
