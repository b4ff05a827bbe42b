package dev.thermocline.features.offline;

import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All entries of a view, and what can be seen after each of them. */
public record ViewHistory(String view, List<Snapshot> snapshots) {
  public ViewHistory {
    snapshots = List.copyOf(snapshots);
  }

  public long latest() {
    return snapshots.isEmpty() ? 0 : snapshots.getLast().number();
  }

  public Snapshot get(long number) {
    return snapshots.stream()
        .filter(s -> s.number() == number)
        .findFirst()
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "The view '%s' has no snapshot %d; its newest is %d."
                    .formatted(view, number, latest())));
  }

  /** The rows that the state after entry {@code number} shows, oldest snapshot first. */
  public List<VisiblePart> visibleAt(long number) {
    List<Snapshot> known = snapshots.stream().filter(s -> s.number() <= number).toList();
    Set<Long> retracted = retracted(known);
    List<Snapshot> compact = outermost(known);
    List<Snapshot> standing =
        known.stream()
            .filter(s -> !retracted.contains(s.number()) && !(s.change() instanceof Change.Compact))
            .toList();
    List<VisiblePart> parts = new ArrayList<>();
    for (int i = 0; i < standing.size(); i++) {
      Snapshot snapshot = standing.get(i);
      if (!snapshot.files().isEmpty() && !isCovered(snapshot.number(), compact)) {
        parts.add(
            after(snapshot, snapshot.number(), standing.subList(i + 1, standing.size()), Set.of()));
      }
    }
    for (Snapshot one : compact) {
      Change.Compact change = (Change.Compact) one.change();
      parts.add(after(one, change.last(), standing, retracted));
    }
    parts.sort(Comparator.comparingLong(VisiblePart::place));
    return parts;
  }

  /** The entries that stand for others, but for those that others of them stand for. */
  private static List<Snapshot> outermost(List<Snapshot> known) {
    List<Snapshot> found = new ArrayList<>();
    for (Snapshot snapshot : known.reversed()) {
      if (snapshot.change() instanceof Change.Compact compact
          && !isCovered(compact.first(), found)) {
        found.add(snapshot);
      }
    }
    return found;
  }

  private static boolean isCovered(long number, List<Snapshot> compact) {
    return compact.stream()
        .anyMatch(s -> s.change() instanceof Change.Compact c && c.covers(number));
  }

  private static VisiblePart after(
      Snapshot snapshot, long place, List<Snapshot> standing, Set<Long> retracted) {
    List<TimeRange> hidden = new ArrayList<>();
    List<List<Object>> deleted = new ArrayList<>();
    for (Snapshot next : standing) {
      if (next.number() <= place) {
        continue;
      }
      switch (next.change()) {
        case Change.Replace(TimeRange range) -> hidden.add(range);
        case Change.Delete(List<List<Object>> entities, String reason) -> deleted.addAll(entities);
        case Change.Append() -> {}
        case Change.Retract(long number, String reason) -> {}
        case Change.Compact(long first, long last) -> {}
      }
    }
    List<Long> without =
        snapshot.change() instanceof Change.Compact compact
            ? retracted.stream().filter(compact::covers).sorted().toList()
            : List.of();
    return new VisiblePart(snapshot, hidden, deleted, without);
  }

  private static Set<Long> retracted(List<Snapshot> known) {
    Set<Long> retracted = new HashSet<>();
    for (Snapshot snapshot : known) {
      Long target = snapshot.retracted();
      if (target != null) {
        retracted.add(target);
      }
    }
    return retracted;
  }
}
