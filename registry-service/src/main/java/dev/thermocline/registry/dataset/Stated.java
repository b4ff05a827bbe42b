package dev.thermocline.registry.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a new version beside its files. Rows and columns that can be read from
 * the files must agree with them.
 */
public record Stated(
    @Nullable Long rows,
    @Nullable List<Column> columns,
    @Nullable String rowsDigest,
    @Nullable List<Split> splits,
    @Nullable String preprocessing) {
  public Stated {
    columns = columns == null ? null : List.copyOf(columns);
    splits = splits == null ? null : List.copyOf(splits);
  }

  Stated checked() {
    if (rows != null && rows < 0) {
      throw dev.thermocline.kit.error.ThermoclineException.invalid("'rows' is negative.");
    }
    return new Stated(
        rows,
        columns == null ? null : DatasetNames.columns(columns),
        rowsDigest == null ? null : DatasetNames.word("rowsDigest", rowsDigest),
        splits == null ? null : DatasetNames.splits(splits),
        DatasetNames.optionalText("preprocessing", preprocessing));
  }
}
