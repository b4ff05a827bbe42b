package dev.thermocline.registry.dataset.web;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.dataset.Column;
import dev.thermocline.registry.dataset.Registration.Joined;
import dev.thermocline.registry.dataset.Registration.JoinedFile;
import dev.thermocline.registry.dataset.Split;
import dev.thermocline.registry.dataset.Stated;
import dev.thermocline.registry.dataset.UsedSnapshot;
import dev.thermocline.registry.request.Given;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version to be made.
 *
 * @param requestedBy who asked for a join, when a service registers its result
 */
record RegisterRequest(
    @Nullable SourceRequest source,
    @Nullable Long rows,
    @Nullable List<@Nullable ColumnRequest> schema,
    @Nullable String rowsDigest,
    @Nullable List<@Nullable SplitRequest> splits,
    @Nullable String preprocessing,
    @Nullable String requestedBy) {
  /**
   * Where the files are.
   *
   * @param kind {@code upload}, {@code prefix} or {@code join}
   */
  record SourceRequest(
      @Nullable String kind,
      @Nullable UUID upload,
      @Nullable String prefix,
      @Nullable String joinId,
      @Nullable List<@Nullable FileRequest> files,
      @Nullable List<@Nullable SnapshotRequest> snapshots,
      @Nullable Long rows,
      @Nullable List<@Nullable ColumnRequest> schema,
      @Nullable String rowsDigest) {}

  record FileRequest(@Nullable String path, @Nullable Long size, @Nullable String sha256) {}

  record SnapshotRequest(@Nullable String view, @Nullable Long number) {}

  record ColumnRequest(@Nullable String name, @Nullable String type) {}

  record SplitRequest(
      @Nullable String name, @Nullable Long rows, @Nullable List<@Nullable String> files) {}

  SourceRequest from() {
    if (source == null) {
      throw ThermoclineException.invalid(
          "'source' is missing: an upload, a prefix or a join, by 'kind'.");
    }
    return source;
  }

  Stated stated() {
    SourceRequest of = from();
    return new Stated(
        rows == null ? of.rows() : rows,
        columns(schema == null ? of.schema() : schema),
        rowsDigest == null ? of.rowsDigest() : rowsDigest,
        splits(splits),
        preprocessing);
  }

  Joined joined() {
    SourceRequest of = from();
    List<FileRequest> files = Given.whole("source.files", of.files());
    List<SnapshotRequest> seen = Given.whole("source.snapshots", of.snapshots());
    return new Joined(
        of.joinId(),
        of.prefix(),
        files == null ? List.of() : files.stream().map(RegisterRequest::file).toList(),
        seen == null ? List.of() : seen.stream().map(RegisterRequest::snapshot).toList(),
        requestedBy);
  }

  private static JoinedFile file(FileRequest file) {
    return new JoinedFile(
        needed("source.files.path", file.path()),
        needed("source.files.size", file.size()),
        needed("source.files.sha256", file.sha256()));
  }

  private static UsedSnapshot snapshot(SnapshotRequest snapshot) {
    return new UsedSnapshot(
        needed("source.snapshots.view", snapshot.view()),
        needed("source.snapshots.number", snapshot.number()));
  }

  private static @Nullable List<Column> columns(@Nullable List<@Nullable ColumnRequest> given) {
    List<ColumnRequest> whole = Given.whole("schema", given);
    return whole == null
        ? null
        : whole.stream()
            .map(each ->
                new Column(needed("schema.name", each.name()), needed("schema.type", each.type())))
            .toList();
  }

  static @Nullable List<Split> splits(@Nullable List<@Nullable SplitRequest> given) {
    List<SplitRequest> whole = Given.whole("splits", given);
    return whole == null ? null : whole.stream().map(RegisterRequest::split).toList();
  }

  private static Split split(SplitRequest split) {
    List<String> files = Given.whole("splits.files", split.files());
    return new Split(
        needed("splits.name", split.name()), split.rows(), files == null ? List.of() : files);
  }

  private static <T> T needed(String what, @Nullable T value) {
    if (value == null) {
      throw ThermoclineException.invalid("'" + what + "' is missing.");
    }
    return value;
  }
}
