package dev.thermocline.features.join.duckdb;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Label;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowOrder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A view with a generated history, kept twice: as files that ingestion wrote, and as plain rows.
 * All times lie on a coarse grid, so that ties and edges are common.
 */
final class World {
  static final long START = RowTimes.micros(Instant.parse("2026-01-01T00:00:00Z"));
  static final long TICK = Duration.ofHours(6).toNanos() / 1000;
  static final int TICKS = 24;
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final RandomGenerator random;
  private final RowFiles files;
  private final Path folder;
  private final int patients;
  private final Entity entity;
  private final FeatureView view;
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final Map<Long, List<Row>> written = new HashMap<>();
  private final Map<String, Path> paths = new HashMap<>();

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
    this.files = files;
    this.folder = folder;
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
      long number = snapshots.size() + 1L;
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
        add(number, new Change.Delete(gone, "asked for"), List.of(), Snapshot.Origin.NONE);
      } else {
        retract(number);
      }
    }
  }

  private void retract(long number) {
    List<Snapshot> standing =
        snapshots.stream()
            .filter(s -> s.retracted() == null)
            .filter(s ->
                snapshots.stream()
                    .noneMatch(o -> o.retracted() != null && o.retracted() == s.number()))
            .toList();
    if (!standing.isEmpty()) {
      long target = standing.get(random.nextInt(standing.size())).number();
      add(number, new Change.Retract(target, "wrong"), List.of(), Snapshot.Origin.NONE);
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
    Path csv = csv(number, rows);
    files.write(
        new RowFiles.Source(csv, RowFiles.Format.CSV, view, entity, NOW),
        taken -> {
          List<SnapshotFile> kept = new ArrayList<>();
          for (RowFiles.DatedFile file : taken.files()) {
            kept.add(keep(number, file));
          }
          add(number, change, kept, new Snapshot.Origin("generated", true, taken.ordered(), false));
          return taken;
        });
  }

  private SnapshotFile keep(long number, RowFiles.DatedFile file) {
    String key = view.name() + "-" + number + "-" + file.day() + ".parquet";
    try {
      paths.put("b/" + key, Files.move(file.path(), folder.resolve(key)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RowFiles.FileRange range = file.range();
    return new SnapshotFile(
        "b",
        key,
        range.rows(),
        1,
        null,
        "e",
        range.leastEvent(),
        range.greatestEvent(),
        range.leastAvailable(),
        range.greatestAvailable());
  }

  private void add(long number, Change change, List<SnapshotFile> kept, Snapshot.Origin origin) {
    snapshots.add(
        new Snapshot(
            view.name(), 1, number, change, START + number, 1, kept, origin, "somebody", NOW));
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

  private Path csv(long number, List<Row> rows) {
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
    try {
      return Files.writeString(folder.resolve(view.name() + "-" + number + ".csv"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String time(long micros) {
    return RowTimes.instant(micros).toString();
  }

  /** The view as the join sees it. */
  RowScan scan() {
    ViewHistory history = new ViewHistory(view.name(), snapshots);
    ViewSchema schema =
        new ViewSchema(
            1, view.fields().stream().map(f -> new ViewSchema.Column(f.name(), f.type())).toList());
    return new RowScan(
        view,
        entity,
        List.of(schema),
        history.visibleAt(history.latest()),
        paths,
        Set.of("beats", "bp", "note"));
  }

  /** What the history leaves, told by walking through it entry by entry. */
  private List<Row> remaining() {
    List<Row> rows = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      boolean takenBack =
          snapshots.stream()
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
  Naive naive() {
    Map<Long, List<Row>> byPatient = new HashMap<>();
    remaining().forEach(r -> byPatient.computeIfAbsent(r.patient(), p -> new ArrayList<>()).add(r));
    return new Naive(byPatient, view);
  }

  /** The join that is plainly right. */
  record Naive(Map<Long, List<Row>> rows, FeatureView view) {
    @Nullable Row find(@Nullable Long patient, @Nullable String site, long moment, boolean loose) {
      Row newest = null;
      for (Row row : patient == null ? List.<Row>of() : rows.getOrDefault(patient, List.of())) {
        boolean same = row.site() == null || row.site().equals(site);
        boolean known =
            row.event() <= moment && (loose || row.created() == null || row.created() <= moment);
        if (same && known && (newest == null || order(row).isNewerThan(order(newest)))) {
          newest = row;
        }
      }
      Duration ttl = view.times().ttl();
      return newest == null || ttl == null || newest.event() >= moment - ttl.toNanos() / 1000
          ? newest
          : null;
    }

    private static RowOrder order(Row row) {
      RowBuilder builder = new RowBuilder(SCHEMA);
      builder.set(0, row.beats()).set(1, row.bp()).set(2, row.note());
      long created = row.created() == null ? RowTimes.NO_CREATED : row.created();
      return RowOrder.of(
          builder.build(
              new RowTimes(row.event(), created, START + row.snapshot()),
              new Provenance.Snapshot(row.snapshot())));
    }

    private static final RowSchema SCHEMA =
        new RowSchema(
            1,
            List.of(
                new RowSchema.Field("beats", dev.thermocline.hot.ValueType.parse("int64")),
                new RowSchema.Field("bp", dev.thermocline.hot.ValueType.parse("float64")),
                new RowSchema.Field("note", dev.thermocline.hot.ValueType.parse("string"))));
  }
}
