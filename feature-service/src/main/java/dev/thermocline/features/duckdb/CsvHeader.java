package dev.thermocline.features.duckdb;

import dev.thermocline.features.definition.Text;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first line of a CSV file. It is read here and not guessed by DuckDB, whose guess depends on
 * the rows that follow.
 */
final class CsvHeader {
  private static final int LONGEST = 1_000_000;

  private CsvHeader() {}

  /** The columns as {@code read_csv} takes them, all of text. */
  static String columns(Path file) {
    return names(file).stream()
        .map(n -> Sql.text(n) + ": 'VARCHAR'")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static List<String> names(Path file) {
    List<String> names = split(line(file));
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isBlank() || !seen.add(name.toLowerCase(Locale.ROOT))) {
        throw refused(
            "The first line must name each column once; '%s' is empty or there twice."
                .formatted(Text.shown(name)));
      }
    }
    return names;
  }

  private static String line(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
        line.append((char) c);
        if (line.length() > LONGEST) {
          throw refused("The first line has more than a million characters.");
        }
      }
      String text = line.toString().strip();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (MalformedInputException e) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE, "The CSV file is not written in UTF-8.", e);
    } catch (IOException e) {
      throw new UncheckedIOException("A file that was just received cannot be read", e);
    }
  }

  private static List<String> split(String line) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        names.add(name.toString().strip());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name.toString().strip());
    return names;
  }

  private static ThermoclineException refused(String message) {
    return new ThermoclineException(ErrorKind.UNPROCESSABLE, message);
  }
}
