package dev.thermocline.features.offline;

/** Reads rows of a view that lie in files. A row is only good until the consumer returns. */
public interface RowReader {
  /**
   * The newest row of each entity that has one from a snapshot after {@code after}, in the order of
   * the join keys.
   */
  void newestRows(RowScan scan, long after, TimeRange events, RowConsumer consumer);

  /** How many entities have a row from a snapshot after {@code after}. */
  long countEntities(RowScan scan, long after, TimeRange events);

  /**
   * As {@link #newestRows} without {@code after}, of about one entity in {@code oneIn}.
   *
   * @param which chooses other entities, from 0 up to {@code oneIn}
   */
  void sampleNewestRows(RowScan scan, int oneIn, int which, RowConsumer consumer);

  /** Every row from a snapshot after {@code after}, oldest first for each entity. */
  void allRows(RowScan scan, long after, TimeRange events, RowConsumer consumer);

  @FunctionalInterface
  interface RowConsumer {
    void accept(OfflineRow row);
  }
}
