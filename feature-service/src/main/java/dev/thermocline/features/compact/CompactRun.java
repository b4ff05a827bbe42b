package dev.thermocline.features.compact;

import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.features.offline.VisiblePart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Entries of a view that follow each other, were all added by streams, and have small files: their
 * rows may lie in other files without anybody seeing a difference.
 */
record CompactRun(long first, long last, int schema, List<VisiblePart> parts) {
  /** Beyond it a file is no small one, and a run has enough. */
  private static final long MOST_BYTES = 128L << 20;

  static Optional<CompactRun> find(ViewHistory history, int leastFiles) {
    return runs(history).stream()
        .filter(run -> run.files() >= leastFiles)
        .max(Comparator.comparingInt(CompactRun::files));
  }

  int files() {
    return parts.stream().mapToInt(p -> p.snapshot().files().size()).sum();
  }

  private static List<CompactRun> runs(ViewHistory history) {
    List<VisiblePart> visible = history.visibleAt(history.latest());
    List<CompactRun> runs = new ArrayList<>();
    List<VisiblePart> run = new ArrayList<>();
    long bytes = 0;
    for (Snapshot entry : history.snapshots()) {
      if (entry.change() instanceof Change.Compact) {
        // It stands where its rows came, not where it was added.
        continue;
      }
      Optional<VisiblePart> part = partOf(visible, entry.number());
      boolean joins =
          part.isPresent()
              && isSmall(part.get())
              && (run.isEmpty() || run.getLast().snapshot().schema() == entry.schema());
      if (!joins || bytes > MOST_BYTES) {
        close(runs, run);
        run = new ArrayList<>();
        bytes = 0;
      }
      if (joins && !run.contains(part.orElseThrow())) {
        run.add(part.orElseThrow());
        bytes += size(part.orElseThrow());
      }
    }
    close(runs, run);
    return runs;
  }

  private static Optional<VisiblePart> partOf(List<VisiblePart> visible, long number) {
    return visible.stream().filter(p -> p.shows(number)).findFirst();
  }

  private static boolean isSmall(VisiblePart part) {
    Snapshot snapshot = part.snapshot();
    boolean streamed =
        snapshot.change() instanceof Change.Append || snapshot.change() instanceof Change.Compact;
    return streamed
        && snapshot.origin().ownLayout()
        && snapshot.origin().ingestColumn()
        && part.without().isEmpty()
        && size(part) < MOST_BYTES / 2;
  }

  private static long size(VisiblePart part) {
    return part.snapshot().files().stream().mapToLong(SnapshotFile::size).sum();
  }

  private static void close(List<CompactRun> runs, List<VisiblePart> run) {
    if (run.size() > 1) {
      runs.add(
          new CompactRun(
              first(run.getFirst().snapshot()),
              last(run.getLast().snapshot()),
              run.getFirst().snapshot().schema(),
              // What later entries hid comes back when those are retracted, so it is kept.
              run.stream().map(p -> VisiblePart.whole(p.snapshot())).toList()));
    }
  }

  private static long first(Snapshot snapshot) {
    return snapshot.change() instanceof Change.Compact compact
        ? compact.first()
        : snapshot.number();
  }

  private static long last(Snapshot snapshot) {
    return snapshot.change() instanceof Change.Compact compact ? compact.last() : snapshot.number();
  }
}
