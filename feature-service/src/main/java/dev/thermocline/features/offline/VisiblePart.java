package dev.thermocline.features.offline;

import java.util.List;

/**
 * A snapshot's rows as a later state of the view shows them.
 *
 * @param hidden event times whose rows a later entry replaced
 * @param deleted entities whose rows a later entry deleted
 */
public record VisiblePart(Snapshot snapshot, List<TimeRange> hidden, List<List<Object>> deleted) {
  public VisiblePart {
    hidden = List.copyOf(hidden);
    deleted = List.copyOf(deleted);
  }

  /** The same part without the files that hold no event in a range. */
  public VisiblePart within(TimeRange range) {
    Snapshot all = snapshot;
    List<SnapshotFile> reached =
        all.files().stream()
            .filter(f -> f.greatestEvent() >= range.from() && f.leastEvent() < range.to())
            .toList();
    return new VisiblePart(all.withFiles(reached), hidden, deleted);
  }
}
