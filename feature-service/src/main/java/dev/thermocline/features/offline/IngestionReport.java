package dev.thermocline.features.offline;

import java.util.List;

/** The entry that an ingestion added. */
public record IngestionReport(String view, long snapshot, long rows, List<String> ignoredColumns) {
  public IngestionReport {
    ignoredColumns = List.copyOf(ignoredColumns);
  }
}
