package dev.thermocline.features.join.duckdb;

import dev.thermocline.expressions.Expression;
import dev.thermocline.expressions.ExpressionException;
import dev.thermocline.expressions.Names;
import dev.thermocline.expressions.Type;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.duckdb.Appending;
import dev.thermocline.features.duckdb.DuckEngine;
import dev.thermocline.features.duckdb.DuckSession;
import dev.thermocline.features.duckdb.DuckSessions;
import dev.thermocline.features.join.JoinEngine;
import dev.thermocline.features.join.JoinEngine.JoinTask;
import dev.thermocline.features.join.JoinEngine.JoinView;
import dev.thermocline.features.join.JoinEngine.OnDemand;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.VisiblePart;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * One side of the agreement of expressions: makes cases and joins them, and later holds the
 * gateway's answers against what the join wrote.
 */
final class AgreementOfJoins {
  private static final int ROWS = 1_000;
  private static final int EXPRESSIONS = 25;
  private static final long START = RowTimes.micros(Instant.parse("2026-03-28T22:00:00Z"));
  private static final List<Field> FIELDS =
      List.of(
          field("real", "float64"),
          field("single", "float32"),
          field("big", "int64"),
          field("small", "int32"),
          field("flag", "bool"),
          field("word", "string"),
          field("seen", "timestamp"));
  private static final Map<String, Type> NAMES =
      Map.ofEntries(
          Map.entry("v:real", Type.FLOAT),
          Map.entry("v:single", Type.FLOAT),
          Map.entry("v:big", Type.INT),
          Map.entry("v:small", Type.INT),
          Map.entry("v:flag", Type.BOOL),
          Map.entry("v:word", Type.STRING),
          Map.entry("v:seen", Type.TIMESTAMP),
          Map.entry("weight", Type.FLOAT),
          Map.entry("count", Type.INT),
          Map.entry("sick", Type.BOOL),
          Map.entry("tag", Type.STRING),
          Map.entry("moment", Type.TIMESTAMP));

  private final Path folder;
  private final RandomGenerator random;
  private final RandomCase values;
  private final DuckSessions sessions;

  private AgreementOfJoins(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
    this.values = new RandomCase(random, START);
    this.sessions = DuckEngine.sessions(folder, DataSize.ofMegabytes(512), 1);
  }

  private static Field field(String name, String type) {
    return Field.of(name, ValueType.parse(type));
  }

  static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int batches = Integer.parseInt(args[2]) / ROWS / EXPRESSIONS;
    if (args[3].equals("compare")) {
      AgreementReport.print(folder, batches, ROWS);
      return;
    }
    AgreementOfJoins joins = new AgreementOfJoins(folder, Long.parseLong(args[1]));
    for (int batch = 0; batch < batches; batch++) {
      joins.batch(batch);
    }
  }

  private List<String> expressions() {
    RandomExpressions generator = new RandomExpressions(random);
    Set<String> found = new HashSet<>();
    List<String> expressions = new ArrayList<>();
    List<String> order = NAMES.keySet().stream().sorted().toList();
    while (expressions.size() < EXPRESSIONS) {
      String text = generator.next();
      try {
        Expression.parse(text)
            .bind(name ->
                Optional.ofNullable(NAMES.get(name))
                    .map(type -> new Names.Column(order.indexOf(name), type)));
      } catch (ExpressionException unfit) {
        continue;
      }
      if (found.add(text)) {
        expressions.add(text);
      }
    }
    return expressions;
  }

  private void batch(int batch) throws IOException {
    List<String> expressions = expressions();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(values.row());
    }
    Files.write(folder.resolve(batch + ".expressions"), expressions);
    Files.write(folder.resolve(batch + ".rows"), rows.stream().map(this::told).toList());
    Path history = folder.resolve("history.parquet");
    Path probes = folder.resolve("probes.parquet");
    try (DuckSession session = sessions.open()) {
      session.run(
          "CREATE TABLE made (n BIGINT, real DOUBLE, single DOUBLE, big BIGINT, small BIGINT, flag BOOLEAN, word VARCHAR, seen BIGINT, weight DOUBLE, count BIGINT, sick BOOLEAN, tag VARCHAR, moment BIGINT)");
      try (Appending appending = session.append("made")) {
        for (int i = 0; i < ROWS; i++) {
          List<@Nullable Object> row = new ArrayList<>();
          row.add((long) i);
          rows.get(i).forEach(v -> row.add(wide(v)));
          appending.add(row);
        }
      }
      session.run(
          "COPY (SELECT n AS patient_id, make_timestamp(%d) AS event_time, real, single::FLOAT AS single, big, small::INTEGER AS small, flag, word, make_timestamp(seen) AS seen, 0::INTEGER AS __tie FROM made ORDER BY n) TO '%s' (FORMAT parquet, DICTIONARY_SIZE_LIMIT 0)"
              .formatted(START - (1L << 41), history));
      session.run(
          "COPY (SELECT n AS patient_id, make_timestamp(moment) AS event_timestamp, weight, count, sick, tag FROM made ORDER BY n) TO '%s' (FORMAT parquet, DICTIONARY_SIZE_LIMIT 0)"
              .formatted(probes));
    }
    Path result = folder.resolve("result.parquet");
    new DuckJoinEngine(sessions)
        .run(task(probes, history, expressions, result), JoinEngine.Progress.NONE);
    List<String> answers = new ArrayList<>();
    try (DuckSession session = sessions.open()) {
      String columns =
          java.util.stream.IntStream.range(0, expressions.size())
              .mapToObj(i -> "e" + i)
              .collect(Collectors.joining(", "));
      session.each(
          "SELECT " + columns + " FROM read_parquet('" + result + "')",
          row -> answers.add(answer(row, expressions.size())));
    }
    Files.write(folder.resolve(batch + ".join"), answers);
  }

  private static @Nullable Object wide(@Nullable Object value) {
    return switch (value) {
      case Float f -> (Object) f.doubleValue();
      case Integer i -> i.longValue();
      case null -> null;
      default -> value;
    };
  }

  private String told(List<@Nullable Object> row) {
    RowBuilder builder =
        new RowBuilder(
            new RowSchema(
                1,
                FIELDS.stream()
                    .map(f ->
                        new RowSchema.Field(
                            f.name(), dev.thermocline.hot.ValueType.parse(f.type().word())))
                    .toList()));
    for (int i = 0; i < FIELDS.size(); i++) {
      builder.set(i, row.get(i));
    }
    byte[] packed =
        builder.build(
            new RowTimes(START - (1L << 41), RowTimes.NO_CREATED, START),
            new Provenance.Snapshot(1));
    StringBuilder line = new StringBuilder(Base64.getEncoder().encodeToString(packed));
    for (int i = FIELDS.size(); i < row.size(); i++) {
      line.append('\t').append(exact(row.get(i)));
    }
    return line.toString();
  }

  private static String exact(@Nullable Object value) {
    return value instanceof Double d
        ? "d" + Long.toHexString(Double.doubleToLongBits(d))
        : word(value);
  }

  /** A value so that both sides write equal ones equally; files of Parquet keep one zero alone. */
  static String word(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean b -> "b" + b;
      case Double d -> "d" + Long.toHexString(Double.doubleToLongBits(d + 0.0));
      case Long l -> "i" + l;
      case String s -> "s" + Base64.getEncoder().encodeToString(s.getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalStateException("no such value: " + value.getClass());
    };
  }

  private static String answer(ResultSet row, int columns) throws SQLException {
    List<String> words = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      Object value = row.getObject(i);
      words.add(
          value instanceof java.sql.Timestamp
              ? word(
                  RowTimes.micros(
                      row.getObject(i, java.time.LocalDateTime.class)
                          .toInstant(java.time.ZoneOffset.UTC)))
              : word(value));
    }
    return String.join("\t", words);
  }

  private static JoinTask task(Path probes, Path history, List<String> expressions, Path result) {
    Entity entity =
        new Entity(
            "patient", Label.NONE, List.of(new JoinKey("patient_id", ValueType.parse("int64"))));
    FeatureView view = FeatureView.of("v", "patient", FIELDS);
    SnapshotFile file =
        new SnapshotFile(
            "b",
            "k",
            ROWS,
            1,
            null,
            "e",
            START - (1L << 41),
            START - (1L << 41),
            START - (1L << 41),
            START - (1L << 41));
    Snapshot snapshot =
        new Snapshot(
            "v",
            1,
            1,
            new Snapshot.Change.Append(),
            START,
            1,
            List.of(file),
            new Snapshot.Origin("generated", true, true, false),
            "somebody",
            Instant.EPOCH);
    ViewSchema schema =
        new ViewSchema(
            1,
            FIELDS.stream().map(f -> new ViewSchema.Column(f.name(), f.type())).toList(),
            Instant.EPOCH);
    RowScan scan =
        new RowScan(
            view,
            entity,
            List.of(schema),
            List.of(new VisiblePart(snapshot, List.of(), List.of(), List.of())),
            Map.of("b/k", history),
            FIELDS.stream().map(Field::name).collect(Collectors.toSet()));
    List<JoinEngine.Output> outputs = new ArrayList<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      outputs.add(new JoinEngine.Output(FIELDS.get(i).name(), i, "f" + i));
    }
    List<OnDemand> computed = new ArrayList<>();
    for (int i = 0; i < expressions.size(); i++) {
      computed.add(new OnDemand("e" + i, expressions.get(i)));
    }
    return new JoinTask(
        probes,
        Format.PARQUET,
        "event_timestamp",
        List.of(new JoinView(scan, outputs)),
        computed,
        false,
        false,
        result);
  }
}
