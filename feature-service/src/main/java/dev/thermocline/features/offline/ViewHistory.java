package dev.thermocline.features.offline;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
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
    List<Snapshot> standing = known.stream().filter(s -> !retracted.contains(s.number())).toList();
    List<VisiblePart> parts = new ArrayList<>();
    for (int i = 0; i < standing.size(); i++) {
      Snapshot snapshot = standing.get(i);
      if (!snapshot.files().isEmpty()) {
        parts.add(after(snapshot, standing.subList(i + 1, standing.size())));
      }
    }
    return parts;
  }

  private static VisiblePart after(Snapshot snapshot, List<Snapshot> later) {
    List<TimeRange> hidden = new ArrayList<>();
    List<List<Object>> deleted = new ArrayList<>();
    for (Snapshot next : later) {
      switch (next.change()) {
        case Snapshot.Change.Replace(TimeRange range) -> hidden.add(range);
        case Snapshot.Change.Delete(List<List<Object>> entities, String reason) ->
            deleted.addAll(entities);
        case Snapshot.Change.Append() -> {}
        case Snapshot.Change.Retract(long number, String reason) -> {}
      }
    }
    return new VisiblePart(snapshot, hidden, deleted);
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
