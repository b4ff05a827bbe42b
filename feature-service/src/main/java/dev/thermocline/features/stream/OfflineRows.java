package dev.thermocline.features.stream;

import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.offline.ParquetFiles;
import dev.thermocline.features.offline.RowFiles.DatedFile;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Rolls rows of the log into files, each row exactly once: the snapshots and the offsets that they
 * cover are committed together, and a file that no snapshot names does not exist.
 */
@Component
public class OfflineRows {
  private final OfflineFiles files;
  private final ParquetFiles parquet;
  private final SnapshotLog log;
  private final StreamOffsets offsets;
  private final TransactionTemplate transactions;
  private final String bucket;

  public OfflineRows(
      OfflineFiles files,
      ParquetFiles parquet,
      SnapshotLog log,
      StreamOffsets offsets,
      PlatformTransactionManager transactions,
      S3Settings s3) {
    this.files = files;
    this.parquet = parquet;
    this.log = log;
    this.offsets = offsets;
    this.transactions = new TransactionTemplate(transactions);
    this.bucket = s3.buckets().featureStore();
  }

  /** A row for the files, and the key by which a repeated push is known. */
  public record Kept(PlacedRow placed, @Nullable String pushKey) {}

  /** What the rows of a file have in common; a view may have changed between two of them. */
  private record Columns(String view, int schema) {}

  /** A snapshot in the making: its files are in object storage. */
  private record Ready(ServedView view, List<SnapshotFile> files) {}

  public long begin(Project project, LogPartition partition) {
    return offsets.begin(project, partition);
  }

  /**
   * Brings a stretch into files.
   *
   * @throws ThermoclineException CONFLICT when another consumer did so already
   */
  public void roll(Project project, Stretch stretch, List<Kept> rows) {
    List<Kept> fresh = withoutRepeated(project, stretch.topic(), rows);
    Map<Columns, List<PlacedRow>> alike = new LinkedHashMap<>();
    for (Kept kept : fresh) {
      ServedView view = kept.placed().view();
      alike
          .computeIfAbsent(new Columns(view.name(), view.schema().number()), c -> new ArrayList<>())
          .add(kept.placed());
    }
    List<Ready> ready = new ArrayList<>();
    alike.forEach((columns, some) -> ready.add(upload(project, stretch, some)));
    transactions.executeWithoutResult(status -> commit(project, stretch, fresh, ready));
  }

  private void commit(Project project, Stretch stretch, List<Kept> fresh, List<Ready> ready) {
    stretch.claim(offsets, project);
    offsets.markSeen(project, stretch.topic(), keys(fresh));
    for (Ready one : ready) {
      log.append(
          project,
          one.view().applied(),
          new Snapshot.Change.Append(),
          one.files(),
          new Snapshot.Origin(
              "%s-%d:%d-%d"
                  .formatted(stretch.topic(), stretch.partition(), stretch.from(), stretch.to()),
              true,
              false,
              true),
          "stream");
    }
  }

  private List<Kept> withoutRepeated(Project project, String topic, List<Kept> rows) {
    Set<String> keys = keys(rows);
    Set<String> seen = keys.isEmpty() ? Set.of() : offsets.seen(project, topic, keys);
    Set<String> taken = new HashSet<>();
    List<Kept> fresh = new ArrayList<>();
    for (Kept kept : rows) {
      String key = kept.pushKey();
      // One message is a row for each of several views, so its key counts with the view.
      if (key == null
          || (!seen.contains(key) && taken.add(key + "/" + kept.placed().view().name()))) {
        fresh.add(kept);
      }
    }
    return fresh;
  }

  private static Set<String> keys(List<Kept> rows) {
    Set<String> keys = new LinkedHashSet<>();
    for (Kept kept : rows) {
      String key = kept.pushKey();
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private Ready upload(Project project, Stretch stretch, List<PlacedRow> rows) {
    ServedView view = rows.getFirst().view();
    return files.write(
        rows,
        days ->
            new Ready(view, days.stream().map(day -> put(project, stretch, view, day)).toList()));
  }

  private SnapshotFile put(Project project, Stretch stretch, ServedView view, DatedFile file) {
    String stem =
        "%soffline/%s/%s/%s"
            .formatted(project.pathPrefix(), view.name(), file.day(), stretch.stem());
    return SnapshotFile.of(parquet.createOnce(bucket, stem, file.path()), file.range());
  }
}
