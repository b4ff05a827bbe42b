package dev.thermocline.registry.dataset.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.registry.dataset.Comparison;
import dev.thermocline.registry.dataset.DatasetVersion;
import dev.thermocline.registry.dataset.Split;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions.
 *
 * @param sameData whether both have the same files, byte for byte
 * @param sameRows whether both have the same rows; absent where that is not known
 * @param files those that differ, the first thousand of {@code filesDiffering}
 * @param columnsUnknown versions whose columns are not known, so that none were compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ComparisonResponse(
    boolean sameData,
    @Nullable Boolean sameRows,
    Side from,
    Side to,
    List<FileDifference> files,
    int filesDiffering,
    List<Comparison.ColumnChange> columns,
    List<String> columnsUnknown) {
  record Side(
      String dataset,
      String version,
      String digest,
      int files,
      long bytes,
      @Nullable Long rows,
      List<Split> splits) {
    static Side of(DatasetVersion version) {
      return new Side(
          version.dataset(),
          Integer.toString(version.number()),
          version.digest(),
          version.files(),
          version.bytes(),
          version.rows(),
          version.splits());
    }
  }

  /**
   * One file.
   *
   * @param change whether it was added, removed or changed
   */
  record FileDifference(
      String path,
      String change,
      Comparison.FileChange.@Nullable Side from,
      Comparison.FileChange.@Nullable Side to) {
    static FileDifference of(Comparison.FileChange file) {
      String change = file.from() == null ? "added" : file.to() == null ? "removed" : "changed";
      return new FileDifference(file.path(), change, file.from(), file.to());
    }
  }

  static ComparisonResponse of(Comparison compared) {
    return new ComparisonResponse(
        compared.sameFiles(),
        compared.sameRows(),
        Side.of(compared.from()),
        Side.of(compared.to()),
        compared.files().stream().map(FileDifference::of).toList(),
        compared.filesDiffering(),
        compared.columns(),
        compared.columnsUnknown());
  }
}
