package dev.thermocline.registry.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions.
 *
 * @param sameFiles whether both have the same files, byte for byte
 * @param sameRows whether both have the same rows; unknown where nobody computed their digests
 * @param files those that are not the same, by path, the first of them
 * @param filesDiffering how many there are
 * @param columns those that are not the same
 * @param columnsUnknown which version's columns are not known, so that none can be compared
 */
public record Comparison(
    DatasetVersion from,
    DatasetVersion to,
    boolean sameFiles,
    @Nullable Boolean sameRows,
    List<FileChange> files,
    int filesDiffering,
    List<ColumnChange> columns,
    List<String> columnsUnknown) {
  private static final int MOST_SHOWN = 1_000;

  /** A file that only one has, or that differs. */
  public record FileChange(String path, @Nullable Side from, @Nullable Side to) {
    public record Side(long size, String sha256, @Nullable Long rows) {
      static Side of(DataFile file) {
        return new Side(file.size(), file.sha256(), file.rows());
      }
    }
  }

  /** A column that only one has, or whose type differs. */
  public record ColumnChange(String name, @Nullable String from, @Nullable String to) {}

  static Comparison of(
      DatasetVersion from, List<DataFile> fromFiles, DatasetVersion to, List<DataFile> toFiles) {
    List<FileChange> changed = files(fromFiles, toFiles);
    List<String> unknown = new ArrayList<>();
    for (DatasetVersion each : List.of(from, to)) {
      if (each.columns() == null) {
        unknown.add(each.display());
      }
    }
    return new Comparison(
        from,
        to,
        changed.isEmpty(),
        sameRows(from, to, changed.isEmpty()),
        List.copyOf(changed.subList(0, Math.min(changed.size(), MOST_SHOWN))),
        changed.size(),
        unknown.isEmpty() ? columns(from, to) : List.of(),
        unknown);
  }

  private static @Nullable Boolean sameRows(
      DatasetVersion from, DatasetVersion to, boolean sameFiles) {
    if (sameFiles) {
      return true;
    }
    if (from.rows() != null && to.rows() != null && !from.rows().equals(to.rows())) {
      return false;
    }
    if (from.rowsDigest() == null || to.rowsDigest() == null) {
      return null;
    }
    return from.rowsDigest().equals(to.rowsDigest());
  }

  private static List<FileChange> files(List<DataFile> from, List<DataFile> to) {
    Map<String, DataFile> others = new LinkedHashMap<>();
    to.forEach(file -> others.put(file.path(), file));
    List<FileChange> changes = new ArrayList<>();
    for (DataFile file : from) {
      DataFile other = others.remove(file.path());
      if (other == null) {
        changes.add(new FileChange(file.path(), FileChange.Side.of(file), null));
      } else if (!other.sha256().equals(file.sha256()) || other.size() != file.size()) {
        changes.add(
            new FileChange(file.path(), FileChange.Side.of(file), FileChange.Side.of(other)));
      }
    }
    others
        .values()
        .forEach(file -> changes.add(new FileChange(file.path(), null, FileChange.Side.of(file))));
    changes.sort(java.util.Comparator.comparing(FileChange::path));
    return changes;
  }

  private static List<ColumnChange> columns(DatasetVersion from, DatasetVersion to) {
    Map<String, String> others = new LinkedHashMap<>();
    Objects.requireNonNull(to.columns()).forEach(each -> others.put(each.name(), each.type()));
    List<ColumnChange> changes = new ArrayList<>();
    for (Column column : Objects.requireNonNull(from.columns())) {
      String other = others.remove(column.name());
      if (other == null || !other.equals(column.type())) {
        changes.add(new ColumnChange(column.name(), column.type(), other));
      }
    }
    others.forEach((name, type) -> changes.add(new ColumnChange(name, null, type)));
    return changes;
  }
}
