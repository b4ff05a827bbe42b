package dev.thermocline.gateway.mlflowscoring;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values as RFC 4180 has them; an empty value without quotes is null. */
final class Csv {
  private final String text;
  private int at;

  private Csv(String text) {
    this.text = text;
  }

  static List<List<@Nullable Object>> read(String text) {
    Csv csv = new Csv(text);
    List<List<@Nullable Object>> lines = new ArrayList<>();
    while (csv.at < text.length()) {
      List<@Nullable Object> line = csv.line();
      if (line.size() > 1 || line.getFirst() != null) {
        lines.add(line);
      }
    }
    return lines;
  }

  private List<@Nullable Object> line() {
    List<@Nullable Object> line = new ArrayList<>();
    while (true) {
      line.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
      if (at >= text.length()) {
        return line;
      }
      char end = text.charAt(at++);
      if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
        at++;
      }
      if (end != ',') {
        return line;
      }
    }
  }

  private @Nullable String plain() {
    int from = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at == from ? null : text.substring(from, at);
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) != '"') {
        value.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        value.append('"');
        at++;
      } else {
        at++;
        if (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
          throw new ThermoclineException(
              ErrorKind.BAD_REQUEST, "A quoted value of the CSV is followed by more text.");
        }
        return value.toString();
      }
    }
    throw new ThermoclineException(ErrorKind.BAD_REQUEST, "A quote of the CSV does not end.");
  }
}
