package dev.thermocline.registry.dataset;

import static dev.thermocline.kit.error.ThermoclineException.invalid;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a name, a text, a tag, a column or a split may look like. */
final class DatasetNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int LONGEST_TEXT = 100_000;
  private static final int LONGEST_WORD = 500;
  private static final int MOST_TAGS = 100;
  private static final int MOST_COLUMNS = 10_000;
  private static final int MOST_SPLITS = 100;
  private static final int MOST_SNAPSHOTS = 1_000;

  private DatasetNames() {}

  static String dataset(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw invalid("'name' is missing.");
    }
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "'"
              + printable(name)
              + "' is no name of a dataset: it begins with a letter and has at most 128 of A-Z, a-z,"
              + " 0-9, '_', '.' and '-'.");
    }
    return name;
  }

  static String sha256(String what, @Nullable String digest) {
    if (digest == null || !DIGEST.matcher(digest).matches()) {
      throw invalid("The SHA-256 of " + what + " is missing or not 64 hexadecimal digits.");
    }
    return digest;
  }

  static @Nullable String optionalText(String what, @Nullable String value) {
    return value == null ? null : text(what, value, LONGEST_TEXT);
  }

  static String word(String what, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw invalid("'" + what + "' is missing.");
    }
    return text(what, value, LONGEST_WORD);
  }

  private static String text(String what, String value, int longest) {
    if (value.length() > longest) {
      throw invalid(
          "'"
              + what
              + "' has "
              + value.length()
              + " characters; at most "
              + longest
              + " are kept.");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == 0) {
        throw invalid("'" + what + "' contains a NUL character, which cannot be stored.");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw invalid("'" + what + "' contains half of a character: it is not valid text.");
      }
    }
    return value;
  }

  static Map<String, String> tags(Map<String, String> tags) {
    if (tags.size() > MOST_TAGS) {
      throw invalid("A dataset has at most 100 tags; these are " + tags.size() + ".");
    }
    tags.forEach((key, value) -> {
      word("tags", key);
      optionalText("tags." + printable(key), value);
    });
    return Map.copyOf(tags);
  }

  static List<Column> columns(List<Column> columns) {
    if (columns.size() > MOST_COLUMNS) {
      throw invalid("'schema' has at most 10,000 columns; these are " + columns.size() + ".");
    }
    Set<String> seen = new HashSet<>();
    for (Column column : columns) {
      word("schema.name", column.name());
      word("schema.type", column.type());
      if (!seen.add(column.name())) {
        throw invalid("'schema' names the column '" + printable(column.name()) + "' twice.");
      }
    }
    return List.copyOf(columns);
  }

  static List<Split> splits(List<Split> splits) {
    if (splits.size() > MOST_SPLITS) {
      throw invalid("A version has at most 100 splits; these are " + splits.size() + ".");
    }
    Set<String> seen = new HashSet<>();
    for (Split split : splits) {
      word("splits.name", split.name());
      if (split.rows() != null && split.rows() < 0) {
        throw invalid("The split '" + printable(split.name()) + "' has a negative number of rows.");
      }
      if (!seen.add(split.name())) {
        throw invalid("'splits' names '" + printable(split.name()) + "' twice.");
      }
    }
    return List.copyOf(splits);
  }

  static List<UsedSnapshot> snapshots(List<UsedSnapshot> snapshots) {
    if (snapshots.size() > MOST_SNAPSHOTS) {
      throw invalid("A join reads at most 1,000 views; these are " + snapshots.size() + ".");
    }
    Set<String> seen = new HashSet<>();
    for (UsedSnapshot snapshot : snapshots) {
      word("snapshots.view", snapshot.view());
      if (snapshot.number() < 0) {
        throw invalid("'snapshots.number' of " + printable(snapshot.view()) + " is negative.");
      }
      if (!seen.add(snapshot.view())) {
        throw invalid("'snapshots' names the view '" + printable(snapshot.view()) + "' twice.");
      }
    }
    return List.copyOf(snapshots);
  }

  /** Cut to a length that fits into a message, without control characters. */
  static String printable(String value) {
    String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
    return shown.replaceAll("\\p{Cntrl}", "?").replaceAll("[\\ud800-\\udfff]", "?");
  }
}
