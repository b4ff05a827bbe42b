package dev.thermocline.features.engine;

import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Field;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.offline.RowFiles;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.hot.RowTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A view whose entries lie in a folder, as an engine wrote them. */
final class WrittenHistory {
  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  /** Entries are registered a microsecond apart, from here on. */
  static final long INGEST = RowTimes.micros(Instant.parse("2026-01-01T00:00:00Z"));

  private final RowFiles files;
  private final Path folder;
  private final FeatureView view;
  private final Entity entity;
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final Map<String, Path> paths = new HashMap<>();

  WrittenHistory(RowFiles files, Path folder, FeatureView view, Entity entity) {
    this.files = files;
    this.folder = folder;
    this.view = view;
    this.entity = entity;
  }

  FeatureView view() {
    return view;
  }

  Entity entity() {
    return entity;
  }

  List<Snapshot> snapshots() {
    return snapshots;
  }

  long next() {
    return snapshots.size() + 1L;
  }

  /** Adds an entry without rows of its own. */
  void add(Change change) {
    add(change, List.of(), Snapshot.Origin.NONE);
  }

  void append(String csv) {
    take(new Change.Append(), csv);
  }

  /** Adds an entry with the rows of a CSV file. */
  void take(Change change, String csv) {
    Path file = folder.resolve(view.name() + "-" + next() + ".csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RowFiles.Written<SnapshotFile> written =
        files.write(new RowFiles.Source(file, RowFiles.Format.CSV, view, entity, NOW), this::keep);
    add(change, written.taken(), new Snapshot.Origin("generated", true, written.ordered(), false));
  }

  private synchronized SnapshotFile keep(RowFiles.DatedFile file) {
    String key = view.name() + "-" + next() + "-" + file.day() + ".parquet";
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

  private void add(Change change, List<SnapshotFile> kept, Snapshot.Origin origin) {
    long number = next();
    snapshots.add(
        new Snapshot(
            view.name(), 1, number, change, INGEST + number, 1, kept, origin, "somebody", NOW));
  }

  /** The view as an engine sees it, with all of its fields. */
  RowScan scan() {
    ViewHistory history = new ViewHistory(view.name(), snapshots);
    ViewSchema schema =
        new ViewSchema(
            1,
            view.fields().stream().map(f -> new ViewSchema.Column(f.name(), f.type())).toList(),
            NOW);
    return new RowScan(
        view,
        entity,
        List.of(schema),
        history.visibleAt(history.latest()),
        paths,
        view.fields().stream().map(Field::name).collect(Collectors.toSet()));
  }
}
