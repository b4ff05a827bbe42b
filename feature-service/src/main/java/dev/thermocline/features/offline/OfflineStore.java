package dev.thermocline.features.offline;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.features.offline.RowReader.RowConsumer;
import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Reads the history of views: their snapshots, and the rows that each of them shows. */
@Service
public class OfflineStore {
  private final Definitions definitions;
  private final SnapshotStore snapshots;
  private final FileShelf shelf;
  private final RowReader reader;

  public OfflineStore(
      Definitions definitions, SnapshotStore snapshots, FileShelf shelf, RowReader reader) {
    this.definitions = definitions;
    this.snapshots = snapshots;
    this.shelf = shelf;
    this.reader = reader;
  }

  /** The history of a view that stands. */
  public ViewHistory history(Project project, String view) {
    AppliedView applied = definitions.catalog(project).getView(view);
    return snapshots.load(project, view, applied.number());
  }

  /** The number of the newest entry, zero where there is none. */
  public long latestSnapshot(Project project, String view) {
    return history(project, view).latest();
  }

  /**
   * The newest visible row of each entity that has one from an entry after {@code range.after()},
   * as the view stood at {@code range.upTo()}, in the order of the join keys, which is the same in
   * every run. What was retracted or deleted is not there. Values come in the newest schema.
   */
  public void newestRows(
      Project project, String view, SnapshotRange range, TimeRange events, RowConsumer consumer) {
    try (Opened opened = open(project, view, range, events)) {
      reader.newestRows(opened.scan(), range.after(), events, consumer);
    }
  }

  /** How many rows {@link #newestRows} gives. */
  public long countEntities(Project project, String view, SnapshotRange range, TimeRange events) {
    try (Opened opened = open(project, view, range, events)) {
      return reader.countEntities(opened.scan(), range.after(), events);
    }
  }

  /** The newest visible rows of about one entity in {@code oneIn}; {@code which} chooses others. */
  public void sampleNewestRows(
      Project project, String view, long upTo, int oneIn, int which, RowConsumer consumer) {
    try (Opened opened = open(project, view, upTo)) {
      reader.sampleNewestRows(opened.scan(), oneIn, which, consumer);
    }
  }

  /** As {@link #newestRows}, but every row, oldest first for each entity. */
  public void allRows(
      Project project, String view, SnapshotRange range, TimeRange events, RowConsumer consumer) {
    try (Opened opened = open(project, view, range, events)) {
      reader.allRows(opened.scan(), range.after(), events, consumer);
    }
  }

  /** Fetches what a view shows at an entry; close it to let the files go. */
  public Opened open(Project project, String view, long upTo) {
    return open(project, view, SnapshotRange.upTo(upTo), TimeRange.ALL);
  }

  /** As it stands at an entry, but without files that have nothing of the ranges. */
  private Opened open(Project project, String view, SnapshotRange range, TimeRange events) {
    Catalog catalog = definitions.catalog(project);
    AppliedView applied = catalog.getView(view);
    List<VisiblePart> parts =
        snapshots.load(project, view, applied.number()).visibleAt(range.upTo()).stream()
            .filter(part -> part.place() > range.after())
            .map(part -> part.within(events))
            .filter(part -> !part.snapshot().files().isEmpty())
            .toList();
    return open(catalog, applied, parts, fields(applied));
  }

  /** Fetches the files of parts that were chosen before. */
  public Opened open(
      Catalog catalog, AppliedView view, List<VisiblePart> parts, Set<String> fields) {
    List<SnapshotFile> files = parts.stream().flatMap(p -> p.snapshot().files().stream()).toList();
    FileShelf.Lease lease = shelf.fetch(files);
    return new Opened(
        new RowScan(
            view.view(),
            catalog.entityOf(view.view()),
            view.schemas(),
            parts,
            lease.paths(),
            fields),
        lease);
  }

  private static Set<String> fields(AppliedView view) {
    return view.schema().columns().stream()
        .map(ViewSchema.Column::name)
        .collect(Collectors.toSet());
  }

  /** Entries after one and up to another. */
  public record SnapshotRange(long after, long upTo) {
    public static SnapshotRange upTo(long number) {
      return new SnapshotRange(0, number);
    }
  }

  /** A view whose files are here. */
  public record Opened(RowScan scan, FileShelf.Lease lease) implements AutoCloseable {
    @Override
    public void close() {
      lease.close();
    }
  }
}
