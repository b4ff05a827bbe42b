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
}
