package dev.thermocline.features.offline;

import dev.thermocline.features.definition.AppliedView;
import dev.thermocline.features.definition.Catalog;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.ViewSchema;
import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What the values of a snapshot look like: computed by a job once it was added, but of the small
 * ones of a stream when somebody asks; most of them become part of a larger one before that.
 */
@Component
public class SnapshotStatistics {
  private final Definitions definitions;
  private final SnapshotStore snapshots;
  private final OfflineStore offline;
  private final RowStatistics rows;
  private final StatisticsStore store;

  SnapshotStatistics(
      Definitions definitions,
      SnapshotStore snapshots,
      OfflineStore offline,
      RowStatistics rows,
      StatisticsStore store) {
    this.definitions = definitions;
    this.snapshots = snapshots;
    this.offline = offline;
    this.rows = rows;
    this.store = store;
  }

  /** Nothing where they are still being computed, or where the snapshot has no rows of its own. */
  public Optional<List<FieldStatistics>> find(Project project, String view, long number) {
    Catalog catalog = definitions.catalog(project);
    AppliedView applied = catalog.getView(view);
    Snapshot snapshot = offline.history(project, view).get(number);
    Optional<List<FieldStatistics>> known = store.find(project, applied.number(), number);
    return known.isPresent() || !snapshot.isStreamed()
        ? known
        : Optional.of(compute(project, catalog, applied, snapshot));
  }

  /**
   * Computes and keeps them.
   *
   * @return whether the view is still there
   */
  boolean compute(Project project, String view, int viewNumber, long number) {
    Catalog catalog = definitions.catalog(project);
    AppliedView applied = catalog.views().get(view);
    if (applied == null || applied.number() != viewNumber) {
      return false;
    }
    compute(project, catalog, applied, snapshots.load(project, view, viewNumber).get(number));
    return true;
  }

  private List<FieldStatistics> compute(
      Project project, Catalog catalog, AppliedView view, Snapshot snapshot) {
    try (OfflineStore.Opened opened =
        offline.open(
            catalog,
            view,
            List.of(VisiblePart.whole(snapshot)),
            view.schema().columns().stream()
                .map(ViewSchema.Column::name)
                .collect(Collectors.toSet()))) {
      List<FieldStatistics> statistics = rows.of(opened.scan());
      store.save(project, view.number(), snapshot.number(), statistics);
      return statistics;
    }
  }
}
