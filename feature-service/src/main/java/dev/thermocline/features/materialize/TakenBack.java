package dev.thermocline.features.materialize;

import dev.thermocline.features.offline.OfflineRow;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.features.offline.VisiblePart;
import dev.thermocline.hot.RowWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which rows of the past a view shows no more. */
final class TakenBack {
  private final List<RowWrite.SnapshotRange> snapshots = new ArrayList<>();
  private final Map<Long, VisiblePart> visible = new HashMap<>();
  private final List<VisiblePart> compacted;

  /** The entries after one and up to another. */
  TakenBack(ViewHistory history, long after, long upTo) {
    for (Snapshot entry : history.snapshots()) {
      if (entry.number() > after && entry.number() <= upTo) {
        switch (entry.change()) {
          case Snapshot.Change.Append() -> {}
          case Snapshot.Change.Compact(long first, long last) -> {}
          case Snapshot.Change.Retract(long number, String reason) ->
              snapshots.add(new RowWrite.SnapshotRange(number, number));
          case Snapshot.Change.Replace(TimeRange range) -> upTo(entry.number() - 1);
          case Snapshot.Change.Delete(List<List<Object>> entities, String reason) ->
              upTo(entry.number() - 1);
        }
      }
    }
    List<VisiblePart> parts = history.visibleAt(upTo);
    parts.forEach(part -> visible.put(part.snapshot().number(), part));
    compacted = parts.stream().filter(VisiblePart::isCompacted).toList();
  }

  private void upTo(long last) {
    if (last > 0) {
      snapshots.add(new RowWrite.SnapshotRange(1, last));
    }
  }

  boolean isNothing() {
    return snapshots.isEmpty();
  }

  /** The usual rule, or one that also replaces rows of what was taken back. */
  RowWrite.Rule rule() {
    return isNothing() ? new RowWrite.Rule.Newer() : new RowWrite.Rule.InPlaceOf(snapshots);
  }

  /** Whether a row that was visible once is so no more. */
  boolean hides(OfflineRow row) {
    VisiblePart part = part(row.snapshot());
    return part == null
        || part.deleted().contains(row.keys())
        || part.hidden().stream()
            .anyMatch(range -> row.event() >= range.from() && row.event() < range.to());
  }

  private @Nullable VisiblePart part(long number) {
    VisiblePart own = visible.get(number);
    if (own != null) {
      return own;
    }
    for (VisiblePart part : compacted) {
      if (part.shows(number)) {
        return part;
      }
    }
    return null;
  }
}
