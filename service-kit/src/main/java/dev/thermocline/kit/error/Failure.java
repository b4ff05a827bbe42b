package dev.thermocline.kit.error;

import java.util.List;

/**
 * What went wrong with one request, before a dialect gives it a shape.
 *
 * @param message names the thing, why, and the way out
 * @param path the path that the caller asked for
 * @param requestId what the caller quotes to find the matching log lines
 * @param fields the fields that are wrong, where single ones are to blame
 */
public record Failure(
    ErrorKind kind, String message, String path, String requestId, List<Field> fields) {
  public Failure {
    fields = List.copyOf(fields);
  }

  /** One wrong field of a body or one wrong parameter. */
  public record Field(String name, String message) {}
}
