package dev.thermocline.features.engine;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.hot.RowTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A view with a generated history, kept twice: as files that ingestion wrote, and as plain rows.
 * All times lie on a coarse grid, so that ties and edges are common.
 */
final class World {
  static final long START = WrittenHistory.INGEST;
  static final long TICK = Duration.ofHours(6).toNanos() / 1000;
  static final int TICKS = 24;

  private final RandomGenerator random;
  private final int patients;
  private final Entity entity;
  private final FeatureView view;
  private final WrittenHistory history;
  private final Map<Long, List<Row>> written = new HashMap<>();

  /** A row as it was written. */
  record Row(
      long patient,
      @Nullable String site,
      long event,
      @Nullable Long created,
      long snapshot,
      @Nullable Long beats,
      @Nullable Double bp,
      @Nullable String note) {}

  World(RandomGenerator random, RowFiles files, Path folder, String name, int patients) {
    this.random = random;
    this.patients = patients;
    List<JoinKey> keys = new ArrayList<>();
    keys.add(new JoinKey("patient_id", ValueType.of(Scalar.INT64)));
    boolean composite = random.nextInt(3) == 0;
    if (composite) {
      keys.add(new JoinKey("site", ValueType.of(Scalar.STRING)));
    }
    this.entity = new Entity(composite ? "stay" : "patient", Label.NONE, keys);
    Duration ttl =
        random.nextInt(3) == 0 ? null : Duration.of(random.nextInt(1, 6) * TICK, ChronoUnit.MICROS);
    this.view =
        FeatureView.of(
                name,
                entity.name(),
                List.of(
                    Field.of("beats", ValueType.of(Scalar.INT64)),
                    Field.of("bp", ValueType.of(Scalar.FLOAT64)),
                    Field.of("note", ValueType.of(Scalar.STRING))))
            .withTimes(
                new FeatureView.Times(
                    "event_time",
                    random.nextInt(4) == 0 ? null : "noted_at",
                    ttl,
                    Duration.ofMinutes(5)));
    this.history = new WrittenHistory(files, folder, view, entity);
  }

  FeatureView view() {
    return view;
  }

  Entity entity() {
    return entity;
  }

  boolean composite() {
    return entity.joinKeys().size() > 1;
  }

  /** Adds one to five entries of every sort. */
  void live() {
    int entries = random.nextInt(1, 6);
    for (int i = 0; i < entries; i++) {
      int sort = random.nextInt(8);
      long number = history.next();
      if (i == 0 || sort < 4) {
        append(number, new Change.Append());
      } else if (sort < 6) {
        long from = START + random.nextInt(TICKS) * TICK;
        append(number, new Change.Replace(new TimeRange(from, from + random.nextInt(1, 8) * TICK)));
      } else if (sort == 6) {
        List<List<Object>> gone = new ArrayList<>();
        for (int n = 0; n < 1 + patients / 10; n++) {
          long patient = random.nextInt(patients);
          gone.add(composite() ? List.of(patient, site()) : List.of(patient));
        }
        history.add(new Change.Delete(gone, "asked for"));
      } else {
        retract();
      }
    }
  }

  private void retract() {
    List<Snapshot> standing =
        history.snapshots().stream()
            .filter(s -> s.retracted() == null)
            .filter(s ->
                history.snapshots().stream()
                    .noneMatch(o -> o.retracted() != null && o.retracted() == s.number()))
            .toList();
    if (!standing.isEmpty()) {
      long target = standing.get(random.nextInt(standing.size())).number();
      history.add(new Change.Retract(target, "wrong"));
    }
  }

  private void append(long number, Change change) {
    List<Row> rows = new ArrayList<>();
    for (long patient = 0; patient < patients; patient++) {
      int count = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        Row row = row(patient, number, change);
        rows.add(row);
        if (random.nextInt(6) == 0) {
          rows.add(random.nextBoolean() ? row : twin(row));
        }
      }
    }
    if (rows.isEmpty()) {
      rows.add(row(0, number, change));
    }
    written.put(number, rows);
    history.take(change, csv(rows));
  }

  private Row row(long patient, long number, Change change) {
    long event = START + random.nextInt(TICKS) * TICK;
    if (change instanceof Change.Replace(TimeRange range)) {
      event = range.from() + random.nextInt((int) ((range.to() - range.from()) / TICK)) * TICK;
    }
    Long created = null;
    if (view.times().created() != null && random.nextInt(8) > 0) {
      created = event + random.nextInt(-1, 5) * TICK;
    }
    return new Row(
        patient,
        composite() ? site() : null,
        event,
        created,
        number,
        random.nextInt(4) == 0 ? null : Long.valueOf(random.nextLong()),
        number(),
        random.nextInt(4) == 0 ? null : "n" + random.nextInt(1000));
  }

  private @Nullable Double number() {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> Double.NaN;
      case 2 -> -0.0;
      case 3 -> Double.POSITIVE_INFINITY;
      default -> random.nextDouble();
    };
  }

  private Row twin(Row row) {
    return new Row(
        row.patient(),
        row.site(),
        row.event(),
        row.created(),
        row.snapshot(),
        random.nextLong(),
        number(),
        "twin");
  }

  String site() {
    return random.nextBoolean() ? "a~b" : "a,'c\"";
  }

  private String csv(List<Row> rows) {
    StringBuilder text = new StringBuilder("note,patient_id,event_time,beats,bp");
    text.append(composite() ? ",site" : "");
    text.append(view.times().created() == null ? "" : ",noted_at").append('\n');
    for (Row row : rows) {
      text.append(row.note() == null ? "" : row.note()).append(',');
      text.append(row.patient()).append(',').append(time(row.event())).append(',');
      text.append(row.beats() == null ? "" : row.beats()).append(',');
      text.append(row.bp() == null ? "" : row.bp());
      if (row.site() != null) {
        text.append(",\"").append(row.site().replace("\"", "\"\"")).append('"');
      }
      if (view.times().created() != null) {
        text.append(',').append(row.created() == null ? "" : time(row.created()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  static String time(long micros) {
    return RowTimes.instant(micros).toString();
  }

  RowScan scan() {
    return history.scan();
  }

  /** What the history leaves, told by walking through it entry by entry. */
  private List<Row> remaining() {
    List<Row> rows = new ArrayList<>();
    for (Snapshot snapshot : history.snapshots()) {
      boolean takenBack =
          history.snapshots().stream()
              .anyMatch(s -> s.retracted() != null && s.retracted() == snapshot.number());
      if (takenBack) {
        continue;
      }
      switch (snapshot.change()) {
        case Change.Replace(TimeRange range) ->
            rows.removeIf(r -> r.event() >= range.from() && r.event() < range.to());
        case Change.Delete(List<List<Object>> gone, String reason) ->
            rows.removeIf(r ->
                gone.stream()
                    .anyMatch(g ->
                        g.get(0).equals(r.patient())
                            && (g.size() == 1 || g.get(1).equals(r.site()))));
        case Change.Append() -> {}
        case Change.Compact(long first, long last) -> {}
        case Change.Retract(long target, String reason) -> {}
      }
      rows.addAll(written.getOrDefault(snapshot.number(), List.of()));
    }
    return rows;
  }

  /** Finds a probe's row by looking at every row there is. */
  NaiveJoin naive() {
    Map<Long, List<Row>> byPatient = new HashMap<>();
    remaining().forEach(r -> byPatient.computeIfAbsent(r.patient(), p -> new ArrayList<>()).add(r));
    return new NaiveJoin(byPatient, view);
  }
}
