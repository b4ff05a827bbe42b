package dev.thermocline.features.transform;

import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;

/** The files below a prefix, as they are now: of Parquet, or else of CSV. */
final class RawFiles {
  private static final int MOST = 10_000;

  private RawFiles() {}

  /** Files of one format. */
  record Listed(Format format, List<SnapshotFile> files) {}

  static Listed list(ObjectStore objects, String bucket, String prefix) {
    List<SnapshotFile> parquet = new ArrayList<>();
    List<SnapshotFile> csv = new ArrayList<>();
    String next = null;
    do {
      ObjectPage page = objects.list(bucket, prefix, next, 1000);
      for (ObjectInfo object : page.objects()) {
        String key = object.address().key();
        if (key.endsWith(".parquet")) {
          parquet.add(file(object));
        } else if (key.endsWith(".csv")) {
          csv.add(file(object));
        }
      }
      next = page.next();
    } while (next != null && parquet.size() + csv.size() <= MOST);
    if (!parquet.isEmpty() && !csv.isEmpty()) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "Below s3://%s/%s lie files ending in .parquet and others ending in .csv; the files of one input have one format. Name a prefix for each."
              .formatted(bucket, prefix));
    }
    List<SnapshotFile> found = csv.isEmpty() ? parquet : csv;
    if (found.isEmpty() || found.size() > MOST) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "Below s3://%s/%s lie %s files ending in .parquet or .csv; a statement reads 1 to %d."
              .formatted(bucket, prefix, found.isEmpty() ? "no" : "too many", MOST));
    }
    return new Listed(csv.isEmpty() ? Format.PARQUET : Format.CSV, found);
  }

  private static SnapshotFile file(ObjectInfo object) {
    return new SnapshotFile(
        object.address().bucket(),
        object.address().key(),
        0,
        object.size(),
        null,
        object.etag(),
        0,
        0,
        0,
        0);
  }
}
