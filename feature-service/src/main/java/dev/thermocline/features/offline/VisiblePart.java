package dev.thermocline.features.offline;

import java.util.List;

/**
 * A snapshot's rows as a later state of the view shows them.
 *
 * @param hidden event times whose rows a later entry replaced
 * @param deleted entities whose rows a later entry deleted
 * @param without entries whose rows lie in the files and were taken back
 */
public record VisiblePart(
    Snapshot snapshot, List<TimeRange> hidden, List<List<Object>> deleted, List<Long> without) {
  public VisiblePart {
    hidden = List.copyOf(hidden);
    deleted = List.copyOf(deleted);
    without = List.copyOf(without);
  }

  /** All rows of a snapshot. */
  public static VisiblePart whole(Snapshot snapshot) {
    return new VisiblePart(snapshot, List.of(), List.of(), List.of());
  }

  /** Whether the rows of an entry are among these. */
  public boolean shows(long number) {
    return snapshot.change() instanceof Snapshot.Change.Compact compact
        ? compact.covers(number) && !without.contains(number)
        : snapshot.number() == number;
  }

  /** Whether the files themselves say which entry each row came with. */
  public boolean isCompacted() {
    return snapshot.change() instanceof Snapshot.Change.Compact;
  }

  /** The last entry whose rows it shows. */
  long place() {
    return snapshot.change() instanceof Snapshot.Change.Compact compact
        ? compact.last()
        : snapshot.number();
  }

  /** The same part without the files that hold no event in a range. */
  public VisiblePart within(TimeRange range) {
    Snapshot all = snapshot;
    List<SnapshotFile> reached =
        all.files().stream()
            .filter(f -> f.greatestEvent() >= range.from() && f.leastEvent() < range.to())
            .toList();
    return new VisiblePart(all.withFiles(reached), hidden, deleted, without);
  }
}
