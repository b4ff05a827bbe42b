package dev.thermocline.features.offline.web;

import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of a view's history as callers read it. */
record SnapshotResponse(
    String view,
    long number,
    String change,
    @Nullable Instant replacesFrom,
    @Nullable Instant replacesTo,
    @Nullable Long retracts,
    @Nullable Integer deletes,
    @Nullable String reason,
    boolean retracted,
    long rows,
    @Nullable Instant leastEventTime,
    @Nullable Instant greatestEventTime,
    int schemaNumber,
    String source,
    String author,
    Instant at,
    List<FileResponse> files,
    List<String> ignoredColumns) {
  record FileResponse(String path, long rows, long size, @Nullable String sha256) {}

  static SnapshotResponse of(Snapshot snapshot, boolean retracted, List<String> ignored) {
    Change change = snapshot.change();
    TimeRange range = change instanceof Change.Replace replace ? replace.range() : null;
    return new SnapshotResponse(
        snapshot.view(),
        snapshot.number(),
        switch (change) {
          case Change.Append a -> "append";
          case Change.Replace r -> "replace";
          case Change.Retract r -> "retract";
          case Change.Delete d -> "delete";
          case Change.Compact c -> "compact";
        },
        range == null ? null : instant(range.from()),
        range == null ? null : instant(range.to()),
        snapshot.retracted(),
        change instanceof Change.Delete delete ? Integer.valueOf(delete.entities().size()) : null,
        reason(change),
        retracted,
        snapshot.rows(),
        snapshot.files().stream()
            .map(f -> instant(f.leastEvent()))
            .min(Instant::compareTo)
            .orElse(null),
        snapshot.files().stream()
            .map(f -> instant(f.greatestEvent()))
            .max(Instant::compareTo)
            .orElse(null),
        snapshot.schema(),
        snapshot.origin().source(),
        snapshot.author(),
        snapshot.at(),
        snapshot.files().stream().map(SnapshotResponse::file).toList(),
        ignored);
  }

  private static FileResponse file(SnapshotFile file) {
    return new FileResponse(
        "s3://" + file.bucket() + "/" + file.key(), file.rows(), file.size(), file.sha256());
  }

  private static @Nullable String reason(Change change) {
    return switch (change) {
      case Change.Retract retract -> retract.reason();
      case Change.Delete delete -> delete.reason();
      case Change.Append a -> null;
      case Change.Replace r -> null;
      case Change.Compact c ->
          "the rows of entries %d to %d in fewer files".formatted(c.first(), c.last());
    };
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
