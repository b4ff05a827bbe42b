package dev.thermocline.features.stream;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.StoredObject;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.features.stream.OfflineFiles.DayFile;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
  private final ObjectStore objects;
  private final SnapshotLog log;
  private final StreamOffsets offsets;
  private final TransactionTemplate transactions;
  private final String bucket;

  public OfflineRows(
      OfflineFiles files,
      ObjectStore objects,
      SnapshotLog log,
      StreamOffsets offsets,
      PlatformTransactionManager transactions,
      S3Settings s3) {
    this.files = files;
    this.objects = objects;
    this.log = log;
    this.offsets = offsets;
    this.transactions = new TransactionTemplate(transactions);
    this.bucket = s3.buckets().featureStore();
  }

  /** A row for the files, and the key by which a repeated push is known. */
  public record Kept(OnlineRows.Placed placed, @Nullable String pushKey) {}

  /** The messages of one partition from one offset to another, without the latter. */
  public record Stretch(
      Project project, String topic, int partition, long from, long to, List<Kept> rows) {}

  /** A snapshot in the making: its files are in object storage. */
  private record Ready(ServedView view, List<SnapshotFile> files) {}

  public long next(Project project, String topic, int partition) {
    return offsets.next(project, topic, partition);
  }

  /**
   * Brings a stretch into files.
   *
   * @throws ThermoclineException CONFLICT when another consumer did so already
   */
  public void roll(Stretch stretch) {
    List<Kept> fresh = withoutRepeated(stretch);
    Map<String, List<OnlineRows.Placed>> byView = new LinkedHashMap<>();
    for (Kept kept : fresh) {
      byView
          .computeIfAbsent(kept.placed().row().view().name(), v -> new ArrayList<>())
          .add(kept.placed());
    }
    List<Ready> ready = new ArrayList<>();
    byView.forEach((name, rows) -> ready.add(upload(stretch, rows)));
    transactions.executeWithoutResult(status -> commit(stretch, fresh, ready));
  }

  private void commit(Stretch stretch, List<Kept> fresh, List<Ready> ready) {
    if (!offsets.advance(
        stretch.project(), stretch.topic(), stretch.partition(), stretch.from(), stretch.to())) {
      throw ThermoclineException.conflict(
          "Another consumer has %s-%d from %d on."
              .formatted(stretch.topic(), stretch.partition(), stretch.from()));
    }
    offsets.markSeen(stretch.project(), stretch.topic(), keys(fresh));
    for (Ready one : ready) {
      log.append(
          stretch.project(),
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

  private List<Kept> withoutRepeated(Stretch stretch) {
    Set<String> keys = keys(stretch.rows());
    Set<String> seen =
        keys.isEmpty() ? Set.of() : offsets.seen(stretch.project(), stretch.topic(), keys);
    Set<String> taken = new HashSet<>();
    List<Kept> fresh = new ArrayList<>();
    for (Kept kept : stretch.rows()) {
      String key = kept.pushKey();
      // One message is a row for each of several views, so its key counts with the view.
      if (key == null
          || (!seen.contains(key) && taken.add(key + "/" + kept.placed().row().view().name()))) {
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

  private Ready upload(Stretch stretch, List<OnlineRows.Placed> rows) {
    ServedView view = rows.getFirst().row().view();
    return files.write(
        rows, days -> new Ready(view, days.stream().map(day -> put(stretch, view, day)).toList()));
  }

  private SnapshotFile put(Stretch stretch, ServedView view, DayFile day) {
    String key =
        "%soffline/%s/%s/%s-%d-%d-%d-%s.parquet"
            .formatted(
                stretch.project().pathPrefix(),
                view.name(),
                day.day(),
                stretch.topic(),
                stretch.partition(),
                stretch.from(),
                stretch.to(),
                UUID.randomUUID());
    try {
      StoredObject stored =
          objects.put(
              new ObjectAddress(bucket, key),
              day.path(),
              PutOptions.create().mediaType("application/vnd.apache.parquet"));
      return new SnapshotFile(
          bucket,
          key,
          day.rows(),
          stored.size(),
          stored.sha256(),
          stored.etag(),
          day.leastEvent(),
          day.greatestEvent(),
          day.leastAvailable(),
          day.greatestAvailable());
    } catch (IOException e) {
      throw new UncheckedIOException("A file that was just written cannot be read", e);
    }
  }
}
