package dev.thermocline.registry.model;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a name, a label, a tag or a text may look like; MLflow's rules where it has some. */
public final class Names {
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_ALIAS = 255;
  private static final int LONGEST_TAG_KEY = 250;
  private static final int LONGEST_TAG_VALUE = 100_000;
  private static final int LONGEST_TEXT = 100_000;
  private static final Pattern ALIAS = Pattern.compile("[\\w-]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern NUMBERED = Pattern.compile("[vV]\\d+");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9._+-]{0,62}");
  private static final Pattern TAG_KEY =
      Pattern.compile("[/\\w.\\- :]*", Pattern.UNICODE_CHARACTER_CLASS);

  private Names() {}

  public static String model(@Nullable String name) {
    if (name == null || name.isBlank()) {
      throw invalid("Missing value for required parameter 'name'.");
    }
    if (name.length() > LONGEST_NAME) {
      throw invalid("A model's name has at most 256 characters; this one has " + name.length());
    }
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      throw invalid("Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
    }
    if (name.equals(".") || name.equals("..")) {
      throw invalid("Invalid model name '" + name + "': it reads as a folder. Choose another.");
    }
    return text("name", name);
  }

  /** An alias as it may be asked for; {@link #newAlias} is stricter. */
  public static String alias(@Nullable String alias) {
    if (alias == null || alias.isEmpty()) {
      throw invalid("Registered model alias name cannot be empty.");
    }
    if (alias.length() > LONGEST_ALIAS) {
      throw invalid("An alias has at most 255 characters; this one has " + alias.length() + ".");
    }
    if (!ALIAS.matcher(alias).matches()) {
      throw invalid(
          "Invalid alias name: '"
              + printable(alias)
              + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
    }
    return alias;
  }

  public static String newAlias(@Nullable String alias) {
    String checked = alias(alias);
    if (checked.equalsIgnoreCase("latest")) {
      throw invalid("'latest' alias name (case insensitive) is reserved.");
    }
    if (NUMBERED.matcher(checked).matches()) {
      throw invalid("Version alias name '" + checked + "' is reserved.");
    }
    return checked;
  }

  public static @Nullable String label(@Nullable String label) {
    if (label == null) {
      return null;
    }
    if (!LABEL.matcher(label).matches() || NUMBERED.matcher(label).matches()) {
      throw invalid(
          "Invalid label '"
              + printable(label)
              + "'. A label begins with a letter and has at most 63 of A-Z, a-z, 0-9, '.', '_', '+'"
              + " and '-', as in v1.2.3; 'v' with a bare number is taken for a version's number.");
    }
    return label;
  }

  public static Map<String, String> tags(Map<String, String> tags) {
    tags.forEach(Names::tag);
    return Map.copyOf(tags);
  }

  public static void tag(@Nullable String key, @Nullable String value) {
    tagKey(key);
    if (value == null) {
      throw invalid("Missing value for required parameter 'value'.");
    }
    if (value.length() > LONGEST_TAG_VALUE) {
      throw invalid(
          "The tag '"
              + key
              + "' has a value of "
              + value.length()
              + " characters; at most "
              + LONGEST_TAG_VALUE
              + " are kept. Log long texts as artifacts.");
    }
    text("value", value);
  }

  public static String tagKey(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw invalid("Missing value for required parameter 'key'.");
    }
    if (key.length() > LONGEST_TAG_KEY) {
      throw invalid("A tag's key has at most 250 characters; this one has " + key.length() + ".");
    }
    if (!TAG_KEY.matcher(key).matches()) {
      throw invalid(
          "Invalid value '"
              + printable(key)
              + "' for parameter 'key': Names may only contain alphanumerics, underscores (_),"
              + " dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
    }
    return key;
  }

  /** Free text that can be stored: no NUL, no half of a surrogate pair, not endless. */
  public static String text(String what, String value) {
    if (value.length() > LONGEST_TEXT) {
      throw invalid(
          "The " + what + " has " + value.length() + " characters; at most 100000 are kept.");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == 0) {
        throw invalid("The " + what + " contains a NUL character, which cannot be stored.");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw invalid("The " + what + " contains half of a surrogate pair: it is not valid text.");
      }
    }
    return value;
  }

  public static @Nullable String optionalText(String what, @Nullable String value) {
    return value == null ? null : text(what, value);
  }

  /** Cut to a length that fits into a message, without control characters. */
  public static String printable(String value) {
    String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
    return shown.replaceAll("\\p{Cntrl}", "?").replaceAll("[\\ud800-\\udfff]", "?");
  }
}
