package dev.thermocline.features.offline;

import java.util.List;

/** Looks at all rows of a scan, whatever their number, in bounded memory. */
@FunctionalInterface
public interface RowStatistics {
  /** One entry for each field of the view that the scan asks for, in the view's order. */
  List<FieldStatistics> of(RowScan scan);
}
