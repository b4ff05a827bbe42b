package dev.thermocline.features.join;

import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.RowScan;
import dev.thermocline.features.offline.TimeRange;
import java.nio.file.Path;
import java.util.List;

/**
 * Joins features to entity rows. For each entity row and view it takes, of the rows with an event
 * time no later than the entity row's and, where they have one, a created time no later either, the
 * newest in the total order; its values are null where there is none or its event lies further back
 * than the view's {@code ttl}. Entity rows keep their order, duplicates and columns. Equal tasks on
 * equal files give equal rows. Failures of a caller's making are {@code ThermoclineException}s.
 * Thread-safe; memory is bounded whatever the size.
 */
public interface JoinEngine {
  JoinResult run(JoinTask task, Progress progress);

  /** The first moment of entity rows, and the one after their last, in microseconds. */
  TimeRange moments(Path entityRows, Format format, String eventTime);

  /**
   * Writes entity rows of its own as Parquet: each entity with each moment of a range at which a
   * row of one of the views became known, in the order of both. The views are of one entity.
   */
  void knownMoments(List<RowScan> views, TimeRange range, String eventTime, Path entityRows);

  /**
   * What to join.
   *
   * @param eventTime the column of the entity rows' moments
   * @param loose whether created times are no cutoff, as in Feast
   * @param leakage whether to count the rows that the other semantics would make different
   * @param result where the Parquet file goes
   */
  record JoinTask(
      Path entityRows,
      Format format,
      String eventTime,
      List<JoinView> views,
      List<OnDemand> expressions,
      boolean loose,
      boolean leakage,
      Path result) {
    public JoinTask {
      views = List.copyOf(views);
      expressions = List.copyOf(expressions);
    }
  }

  /** A view and the features wanted of it. */
  record JoinView(RowScan scan, List<Output> features) {
    public JoinView {
      features = List.copyOf(features);
    }
  }

  /** A feature, its place among all columns of features, and the name of its column. */
  record Output(String feature, int position, String column) {}

  /** An expression over features and columns of the entity rows. */
  record OnDemand(String column, String expression) {}

  /**
   * What came of it.
   *
   * @param digest of all rows, whatever their order
   * @param schema the columns in their order
   */
  record JoinResult(
      long rows, long size, String digest, List<JoinReport.Column> schema, List<ViewReport> views) {
    public JoinResult {
      schema = List.copyOf(schema);
      views = List.copyOf(views);
    }
  }

  /**
   * How one view fared.
   *
   * @param found entity rows that got a row of the view
   * @param expired entity rows whose newest row lies beyond the ttl
   * @param cutoff whether the view has created times, so that nothing that came late could leak
   * @param leaked entity rows that the other semantics would give another row; negative when not
   *     counted
   */
  record ViewReport(String view, long found, long expired, boolean cutoff, long leaked) {}

  /** Hears how far it is, and may stop it. */
  interface Progress {
    Progress NONE = (step, steps, canceller) -> {};

    /**
     * A step begins.
     *
     * @param canceller called by the listener if the join shall stop; may be kept
     */
    void at(int step, int steps, Runnable canceller);
  }
}
