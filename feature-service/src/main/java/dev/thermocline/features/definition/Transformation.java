package dev.thermocline.features.definition;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT that makes a view's rows from declared inputs.
 *
 * @param inputs what the statement may read: names of views, and nothing else
 * @param files names in the statement for prefixes below {@code raw/} of the training data, each
 *     with files of Parquet, or of CSV with a header
 * @param schedule when it runs by itself (six fields of cron, UTC), or never
 * @param mode what its rows do to those of the run before; absent means that they replace them
 */
public record Transformation(
    String sql,
    List<String> inputs,
    List<RawInput> files,
    @Nullable String schedule,
    @Nullable Mode mode) {
  private static final int LONGEST = 100_000;

  public Transformation {
    inputs = List.copyOf(inputs);
    files = List.copyOf(files);
    mode = mode == null ? Mode.REPLACE : mode;
    if (sql.isBlank() || sql.length() > LONGEST) {
      throw ThermoclineException.invalid(
          "sql: the statement needs 1 to " + LONGEST + " characters.");
    }
    if (schedule != null) {
      Schedule.check(schedule);
    }
    Columns.refuseTwins(
        "the inputs of the statement",
        java.util.stream.Stream.concat(inputs.stream(), files.stream().map(RawInput::name))
            .toList());
  }

  /** What the rows of a run do to the view. */
  public enum Mode {
    /** They become its whole content. */
    REPLACE,
    /** They are added to it. */
    APPEND;

    static Mode parse(String word) {
      for (Mode mode : values()) {
        if (mode.word().equals(word)) {
          return mode;
        }
      }
      throw ThermoclineException.invalid("source.mode must be replace or append.");
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Mode mode(@Nullable String word) {
    return word == null ? Mode.REPLACE : Mode.parse(word);
  }

  public boolean appends() {
    return mode == Mode.APPEND;
  }

  /** Files of one format below {@code raw/} that the statement reads as a table. */
  public record RawInput(String name, String prefix) {
    public RawInput {
      Name.check("input", name);
      if (!prefix.startsWith("raw/") || prefix.contains("..")) {
        throw ThermoclineException.invalid(
            "input '%s': the prefix '%s' must start with raw/ and have no '..'."
                .formatted(name, Text.shown(prefix)));
      }
    }
  }
}
