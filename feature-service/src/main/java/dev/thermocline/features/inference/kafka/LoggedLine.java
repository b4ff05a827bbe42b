package dev.thermocline.features.inference.kafka;

import dev.thermocline.features.inference.LoggedRow;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A line of the inference log, as the gateway writes it. */
final class LoggedLine {
  private static final long VERSION = 1;
  private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Map<String, @Nullable Object> scalars = new HashMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<List<String>> entities = new ArrayList<>();
  private List<String> joinKeys = List.of();
  private List<String> features = List.of();
  private List<String> predictions = List.of("null");
  private String labels = "[]";
  private String feedback = "null";

  /** Inputs of one type: the values of each row. */
  private static final class Block {
    private String columns = "null";
    private String datatype = "null";
    private List<String> rows = List.of();
  }

  private LoggedLine() {}

  /**
   * Reads a line.
   *
   * @throws ThermoclineException when it is none, with the reason
   */
  static LoggedLine read(byte @Nullable [] value) {
    if (value == null) {
      throw ThermoclineException.invalid("The line is empty.");
    }
    LoggedLine line = new LoggedLine();
    boolean whole;
    try {
      whole = RawJson.read(value, line::take);
    } catch (JacksonException e) {
      throw ThermoclineException.invalid("The line is not JSON.");
    }
    if (!whole || !Long.valueOf(VERSION).equals(line.scalars.get("schemaVersion"))) {
      throw ThermoclineException.invalid(
          "The line is no object with schemaVersion " + VERSION + ".");
    }
    return line;
  }

  private void take(String name, RawJson value) {
    switch (name) {
      case "features" -> features = value.texts();
      case "joinKeys" -> joinKeys = value.strings();
      case "entities" -> value.each(() -> entities.add(value.strings()));
      case "inputs" -> value.each(() -> blocks.add(block(value)));
      case "predictions" -> predictions = value.isArray() ? value.texts() : List.of(value.text());
      case "labels" -> labels = value.text();
      case "feedback" -> feedback = value.text();
      default -> scalars.put(name, value.scalar());
    }
  }

  private static Block block(RawJson value) {
    Block block = new Block();
    value.members(name -> {
      switch (name) {
        case "columns" -> block.columns = value.text();
        case "datatype" -> block.datatype = value.text();
        case "data" -> block.rows = value.texts();
        default -> {
          String _ = value.text();
        }
      }
    });
    return block;
  }

  /** A row for each row that was predicted. */
  List<LoggedRow> predictions(long ingest) {
    String id = string("id");
    Project project = new Project(string("project"));
    LoggedRow.Served served =
        new LoggedRow.Served(
            deployment(),
            number("deploymentRevision"),
            number("routingRevision"),
            string("model"),
            string("version"),
            optional("manifestDigest"));
    long at = time();
    List<LoggedRow> rows = new ArrayList<>(predictions.size());
    for (int row = 0; row < predictions.size(); row++) {
      rows.add(
          new LoggedRow.Predicted(
              project,
              id,
              row,
              at,
              ingest,
              served,
              optional("cache"),
              optional("rung"),
              number("latencyMicros"),
              joinKeys,
              row < entities.size() ? entities.get(row) : List.of(),
              row < features.size() ? features.get(row) : "{}",
              inputs(row),
              predictions.get(row),
              single(predictions.get(row)),
              labels));
    }
    return rows;
  }

  LoggedRow feedback(long ingest) {
    return new LoggedRow.Feedback(
        new Project(string("project")),
        string("predictionId"),
        time(),
        ingest,
        string("by"),
        feedback);
  }

  /** Of each block of inputs the row's own values. */
  private String inputs(int row) {
    StringBuilder own = new StringBuilder("[");
    for (Block block : blocks) {
      own.append(own.length() > 1 ? "," : "")
          .append("{\"columns\":")
          .append(block.columns)
          .append(",\"datatype\":")
          .append(block.datatype)
          .append(",\"data\":")
          .append(row < block.rows.size() ? block.rows.get(row) : "null")
          .append('}');
    }
    return own.append(']').toString();
  }

  /** The answer where it is one number, alone or in brackets. */
  private static @Nullable Double single(String prediction) {
    boolean inBrackets = prediction.startsWith("[");
    String inner =
        inBrackets ? prediction.substring(1, prediction.length() - 1).strip() : prediction;
    boolean isNumber = !inner.isEmpty() && "-0123456789".indexOf(inner.charAt(0)) >= 0;
    return isNumber && inner.indexOf(',') < 0 ? Double.valueOf(inner) : null;
  }

  /** A name that becomes part of a path. */
  private String deployment() {
    String name = string("deployment");
    if (!DEPLOYMENT.matcher(name).matches()) {
      throw ThermoclineException.invalid("'deployment' is no name of a deployment.");
    }
    return name;
  }

  private long time() {
    try {
      long at = RowTimes.micros(Instant.parse(string("at")));
      if (RowTimes.inRange(at)) {
        return at;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw ThermoclineException.invalid("'at' is no time.");
    }
    throw ThermoclineException.invalid("'at' is out of range.");
  }

  private String string(String name) {
    String value = optional(name);
    if (value == null) {
      throw ThermoclineException.invalid("'" + name + "' is missing.");
    }
    return value;
  }

  private @Nullable String optional(String name) {
    return scalars.get(name) instanceof String text ? text : null;
  }

  private @Nullable Long number(String name) {
    return scalars.get(name) instanceof Long number ? number : null;
  }
}
