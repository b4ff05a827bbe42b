package dev.thermocline.features.offline;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.cold.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/**
 * Puts Parquet files into object storage, where they do not exist until Postgres names them. An
 * object is created and never written again.
 */
@Component
public class ParquetFiles {
  private static final int BUFFER = 1 << 16;

  private final ObjectStore objects;

  public ParquetFiles(ObjectStore objects) {
    this.objects = objects;
  }

  /** A file at a key that nobody else has. */
  public StoredObject create(ObjectAddress to, Path file) {
    try {
      return objects.put(to, file, create());
    } catch (IOException e) {
      throw gone(e);
    }
  }

  /**
   * A file that several attempts at the same work may bring. The digest ends its key, so what is
   * there already are these very bytes, from an attempt that died or from another that goes on;
   * other bytes of the same work are another object.
   */
  public StoredObject createOnce(String bucket, String stem, Path file) {
    try {
      String digest = digest(file);
      ObjectAddress to = new ObjectAddress(bucket, stem + "-" + digest + ".parquet");
      try {
        return objects.put(to, file, create().expecting(digest));
      } catch (ColdStoreException e) {
        if (e.reason() != ColdStoreException.Reason.ALREADY_EXISTS) {
          throw e;
        }
        return existing(to, Files.size(file), digest, e);
      }
    } catch (IOException e) {
      throw gone(e);
    }
  }

  private StoredObject existing(
      ObjectAddress at, long size, String digest, ColdStoreException otherwise) {
    ObjectInfo there = objects.find(at).orElseThrow(() -> otherwise);
    if (there.size() != size) {
      throw new ColdStoreException(
          ColdStoreException.Reason.DAMAGED,
          "%s has %d bytes where the file that it is named after has %d. Remove it; the rows are still in Kafka."
              .formatted(at, there.size(), size));
    }
    return new StoredObject(at, size, there.etag(), digest);
  }

  private static PutOptions create() {
    return PutOptions.create().mediaType("application/vnd.apache.parquet");
  }

  private static String digest(Path file) throws IOException {
    Sha256 digest = new Sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream bytes = Files.newInputStream(file)) {
      for (int read; (read = bytes.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, read);
      }
    }
    return digest.hex();
  }

  private static UncheckedIOException gone(IOException cause) {
    return new UncheckedIOException("A file that was just written cannot be read", cause);
  }
}
