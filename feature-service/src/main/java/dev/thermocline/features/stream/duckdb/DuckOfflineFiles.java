package dev.thermocline.features.stream.duckdb;

import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.duckdb.Sql;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.RowFiles.FileRange;
import dev.thermocline.features.stream.OfflineFiles;
import dev.thermocline.features.stream.OnlineRows.Placed;
import dev.thermocline.features.stream.PushedRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes rows as Parquet in the layout that ingestion writes, with each row's own ingest time. */
@Component
class DuckOfflineFiles implements OfflineFiles {
  private final DuckSessions sessions;
  private final JsonMapper json = JsonMapper.shared();

  DuckOfflineFiles(DuckSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public <T> T write(List<Placed> rows, Taker<T> taker) {
    Map<LocalDate, List<Placed>> days = new TreeMap<>();
    for (Placed row : rows) {
      LocalDate day =
          dev.thermocline.hot.RowTimes.instant(row.row().event())
              .atOffset(ZoneOffset.UTC)
              .toLocalDate();
      days.computeIfAbsent(day, d -> new ArrayList<>()).add(row);
    }
    try (DuckSession session = sessions.open()) {
      List<DatedFile> files = new ArrayList<>();
      days.forEach((day, some) -> files.add(write(session, day, some)));
      return taker.take(files);
    }
  }

  private DatedFile write(DuckSession session, LocalDate day, List<Placed> rows) {
    ServedView view = rows.getFirst().row().view();
    Path lines = session.folder().resolve(day + ".ndjson");
    Path parquet = session.folder().resolve(day + ".parquet");
    writeLines(lines, rows);
    session.run(
        "COPY (SELECT %s FROM read_json(%s, format = 'newline_delimited', columns = {%s})) TO %s (FORMAT parquet)"
            .formatted(
                select(view),
                Sql.text(lines.toString()),
                columns(view),
                Sql.text(parquet.toString())));
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    long leastAvailable = Long.MAX_VALUE;
    long greatestAvailable = Long.MIN_VALUE;
    for (Placed placed : rows) {
      PushedRow row = placed.row();
      Long created = row.created();
      long available = created == null ? row.event() : Math.max(row.event(), created);
      least = Math.min(least, row.event());
      greatest = Math.max(greatest, row.event());
      leastAvailable = Math.min(leastAvailable, available);
      greatestAvailable = Math.max(greatestAvailable, available);
    }
    return new DatedFile(
        day,
        parquet,
        new FileRange(rows.size(), least, greatest, leastAvailable, greatestAvailable));
  }

  private void writeLines(Path file, List<Placed> rows) {
    try (var out = Files.newBufferedWriter(file)) {
      for (Placed placed : rows) {
        java.io.StringWriter line = new java.io.StringWriter();
        try (JsonGenerator generator = json.createGenerator(line)) {
          line(generator, placed);
        }
        out.write(line.toString());
        out.newLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder for work on files cannot be written", e);
    }
  }

  private static void line(JsonGenerator json, Placed placed) {
    PushedRow row = placed.row();
    ServedView view = row.view();
    json.writeStartObject();
    for (int i = 0; i < row.keys().size(); i++) {
      JoinKey key = view.declaredKeys().get(i);
      member(json, key.name(), row.keys().get(i));
    }
    var times = view.applied().view().times();
    member(json, times.event(), row.event());
    String created = times.created();
    if (created != null) {
      member(json, created, row.created());
    }
    List<ViewSchema.Column> columns = view.applied().schema().columns();
    for (int i = 0; i < columns.size(); i++) {
      member(json, columns.get(i).name(), row.values().get(i));
    }
    member(json, "__ingest", placed.place().ingest());
    json.writeEndObject();
  }

  private static void member(JsonGenerator json, String name, @Nullable Object value) {
    json.writeName(name);
    value(json, value);
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      // As text, because JSON has no NaN; DuckDB reads it back to the same bits.
      case Float number -> json.writeString(number.toString());
      case Double number -> json.writeString(number.toString());
      case byte[] bytes -> json.writeString(Base64.getEncoder().encodeToString(bytes));
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(one -> value(json, one));
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }

  /** How each column stands in the lines: times are numbers, bytes and fractions are text. */
  private static String columns(ServedView view) {
    List<String> columns = new ArrayList<>();
    each(view, (name, type) -> columns.add(Sql.text(name) + ": " + Sql.text(rawType(type))));
    columns.add("'__ingest': 'BIGINT'");
    return String.join(", ", columns);
  }

  private static String select(ServedView view) {
    List<String> columns = new ArrayList<>();
    each(
        view,
        (name, type) -> columns.add(expression(Sql.name(name), type) + " AS " + Sql.name(name)));
    columns.add("0::INTEGER AS __tie");
    columns.add("__ingest");
    return String.join(", ", columns);
  }

  private interface ColumnVisitor {
    void visit(String name, ValueType type);
  }

  private static void each(ServedView view, ColumnVisitor visitor) {
    ValueType time = ValueType.of(Scalar.TIMESTAMP);
    view.declaredKeys().forEach(key -> visitor.visit(key.name(), key.type()));
    var times = view.applied().view().times();
    visitor.visit(times.event(), time);
    String created = times.created();
    if (created != null) {
      visitor.visit(created, time);
    }
    view.applied().schema().columns().forEach(c -> visitor.visit(c.name(), c.type()));
  }

  private static String rawType(ValueType type) {
    String scalar =
        switch (type.scalar()) {
          case BOOL -> "BOOLEAN";
          case INT32, INT64, TIMESTAMP -> "BIGINT";
          case FLOAT32, FLOAT64, STRING, BYTES -> "VARCHAR";
        };
    return type.array() ? scalar + "[]" : scalar;
  }

  private static String expression(String name, ValueType type) {
    if (!type.array()) {
      return scalar(name, type.scalar());
    }
    return "list_transform(%s, lambda x: %s)".formatted(name, scalar("x", type.scalar()));
  }

  private static String scalar(String name, Scalar scalar) {
    return switch (scalar) {
      case TIMESTAMP -> "make_timestamp(" + name + ")";
      case BYTES -> "from_base64(" + name + ")";
      default -> "CAST(" + name + " AS " + Sql.type(ValueType.of(scalar)) + ")";
    };
  }
}
