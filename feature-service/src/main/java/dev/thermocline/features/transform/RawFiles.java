package dev.thermocline.features.transform;

import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.offline.SnapshotFile;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;

/** The Parquet files below a prefix, as they are now. */
final class RawFiles {
  private static final int MOST = 10_000;

  private RawFiles() {}

  static List<SnapshotFile> list(ObjectStore objects, String bucket, String prefix) {
    List<SnapshotFile> found = new ArrayList<>();
    String next = null;
    do {
      ObjectPage page = objects.list(bucket, prefix, next, 1000);
      for (ObjectInfo object : page.objects()) {
        if (object.address().key().endsWith(".parquet")) {
          found.add(
              new SnapshotFile(
                  bucket,
                  object.address().key(),
                  0,
                  object.size(),
                  null,
                  object.etag(),
                  0,
                  0,
                  0,
                  0));
        }
      }
      next = page.next();
    } while (next != null && found.size() <= MOST);
    if (found.isEmpty() || found.size() > MOST) {
      throw new ThermoclineException(
          ErrorKind.UNPROCESSABLE,
          "Below s3://%s/%s lie %s files ending in .parquet; a statement reads 1 to %d."
              .formatted(bucket, prefix, found.isEmpty() ? "no" : "too many", MOST));
    }
    return found;
  }
}
