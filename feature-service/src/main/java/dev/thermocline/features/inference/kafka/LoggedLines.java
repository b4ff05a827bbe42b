package dev.thermocline.features.inference.kafka;

import dev.thermocline.features.inference.LoggedRow;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Reads lines of the inference log, as the gateway writes them. */
final class LoggedLines {
  private static final int VERSION = 1;
  private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final JsonMapper json = JsonMapper.shared();

  /**
   * The rows of a line: one for each row that was predicted.
   *
   * @throws ThermoclineException when it is no such line, with the reason
   */
  List<LoggedRow> predictions(byte @Nullable [] value, long ingest) {
    JsonNode line = line(value);
    String id = text(line, "id");
    Project project = new Project(text(line, "project"));
    LoggedRow.Served served =
        new LoggedRow.Served(
            deployment(line),
            number(line, "deploymentRevision"),
            number(line, "routingRevision"),
            text(line, "model"),
            text(line, "version"),
            optional(line, "manifestDigest"));
    JsonNode predictions = line.path("predictions");
    int rows = predictions.isArray() ? predictions.size() : 1;
    List<LoggedRow> read = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      JsonNode prediction = predictions.isArray() ? predictions.get(row) : predictions;
      read.add(
          new LoggedRow.Predicted(
              project,
              id,
              row,
              time(line),
              ingest,
              served,
              optional(line, "cache"),
              optional(line, "rung"),
              number(line, "latencyMicros"),
              texts(line.path("joinKeys")),
              texts(line.path("entities").path(row)),
              line.path("features").path(row).isMissingNode()
                  ? "{}"
                  : line.path("features").path(row).toString(),
              inputs(line.path("inputs"), row).toString(),
              prediction.toString(),
              single(prediction),
              line.path("labels").isMissingNode() ? "[]" : line.path("labels").toString()));
    }
    return read;
  }

  LoggedRow feedback(byte @Nullable [] value, long ingest) {
    JsonNode line = line(value);
    return new LoggedRow.Feedback(
        new Project(text(line, "project")),
        text(line, "predictionId"),
        time(line),
        ingest,
        text(line, "by"),
        line.path("feedback").toString());
  }

  /** Of each block of inputs the row's own values. */
  private ArrayNode inputs(JsonNode blocks, int row) {
    ArrayNode own = json.createArrayNode();
    for (JsonNode block : blocks) {
      own.addObject()
          .putPOJO("columns", block.path("columns"))
          .putPOJO("datatype", block.path("datatype"))
          .putPOJO("data", block.path("data").path(row));
    }
    return own;
  }

  /** The answer where it is one number, alone or in brackets. */
  private static @Nullable Double single(JsonNode prediction) {
    JsonNode inner =
        prediction.isArray() && prediction.size() == 1 ? prediction.get(0) : prediction;
    return inner.isNumber() ? Double.valueOf(inner.asDouble()) : null;
  }

  private JsonNode line(byte @Nullable [] value) {
    if (value == null) {
      throw ThermoclineException.invalid("The line is empty.");
    }
    JsonNode line;
    try {
      line = json.readTree(value);
    } catch (JacksonException e) {
      throw ThermoclineException.invalid("The line is not JSON.");
    }
    if (!line.isObject() || line.path("schemaVersion").asInt(0) != VERSION) {
      throw ThermoclineException.invalid(
          "The line is no object with schemaVersion " + VERSION + ".");
    }
    return line;
  }

  /** A name that becomes part of a path. */
  private static String deployment(JsonNode line) {
    String name = text(line, "deployment");
    if (!DEPLOYMENT.matcher(name).matches()) {
      throw ThermoclineException.invalid("'deployment' is no name of a deployment.");
    }
    return name;
  }

  private static long time(JsonNode line) {
    try {
      Instant at = Instant.parse(text(line, "at"));
      if (RowTimes.inRange(RowTimes.micros(at))) {
        return RowTimes.micros(at);
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw ThermoclineException.invalid("'at' is no time.");
    }
    throw ThermoclineException.invalid("'at' is out of range.");
  }

  private static String text(JsonNode line, String name) {
    JsonNode value = line.get(name);
    if (value == null || !value.isString()) {
      throw ThermoclineException.invalid("'" + name + "' is missing.");
    }
    return value.asString();
  }

  private static @Nullable String optional(JsonNode line, String name) {
    JsonNode value = line.get(name);
    return value == null || value.isNull() ? null : value.asString();
  }

  private static @Nullable Long number(JsonNode line, String name) {
    JsonNode value = line.get(name);
    return value == null || !value.isIntegralNumber() ? null : Long.valueOf(value.asLong());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : array) {
      texts.add(one.asString());
    }
    return texts;
  }
}
