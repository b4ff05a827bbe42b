package dev.thermocline.kit.error.web;

import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a JSON body without the parser's own words, which name classes. */
final class UnreadableBody {
  private UnreadableBody() {}

  static String explain(HttpMessageNotReadableException unreadable) {
    return switch (unreadable.getCause()) {
      case UnrecognizedPropertyException e ->
          "The body has an unknown field '" + field(e) + "'; known here: " + known(e) + ".";
      case InvalidFormatException e ->
          "The field '" + field(e) + "' must be " + Words.of(e.getTargetType()) + ".";
      case MismatchedInputException e ->
          e.getPath().isEmpty()
              ? "The body must be " + Words.of(e.getTargetType()) + ", as JSON."
              : "The field '"
                  + field(e)
                  + "' is missing or not "
                  + Words.of(e.getTargetType())
                  + ".";
      case StreamReadException e -> "The body is not valid JSON" + where(e) + ".";
      case JacksonException e ->
          e.getPath().isEmpty()
              ? "The body cannot be read as JSON" + where(e) + "."
              : "The field '" + field(e) + "' cannot be read.";
      case null, default -> "The body is missing or cannot be read; send JSON.";
    };
  }

  private static String known(UnrecognizedPropertyException e) {
    return String.join(
        ", ", e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList());
  }

  private static String where(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null || location.getLineNr() < 0
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String field(JacksonException e) {
    StringBuilder field = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() != null) {
        field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
      } else {
        field.append('[').append(step.getIndex()).append(']');
      }
    }
    return field.toString();
  }
}
