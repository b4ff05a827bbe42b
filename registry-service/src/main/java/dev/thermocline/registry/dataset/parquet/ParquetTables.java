package dev.thermocline.registry.dataset.parquet;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.dataset.TableFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.springframework.stereotype.Component;

/** Rows and columns from the footer of a Parquet file: two reads, however large the file is. */
@Component
class ParquetTables implements TableFormat {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
  private static final int TAIL = 8;
  private static final int LARGEST_FOOTER = 64 * 1024 * 1024;

  @Override
  public boolean reads(String path) {
    return path.endsWith(".parquet");
  }

  @Override
  public Shape read(String path, long size, Source source) throws IOException {
    if (size < MAGIC.length + TAIL) {
      throw unreadable(path, "it has " + size + " bytes", null);
    }
    byte[] tail = bytes(source, size - TAIL, TAIL);
    if (!Arrays.equals(tail, TAIL - MAGIC.length, TAIL, MAGIC, 0, MAGIC.length)) {
      throw unreadable(path, "it does not end as one", null);
    }
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length <= 0 || length > LARGEST_FOOTER || length > size - TAIL - MAGIC.length) {
      throw unreadable(path, "its footer has an impossible length", null);
    }
    byte[] footer = bytes(source, size - TAIL - length, length);
    try {
      FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(footer), true);
      return new Shape(
          ParquetColumns.of(Objects.requireNonNull(meta.getSchema(), "a file has a schema")),
          meta.getNum_rows());
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, "its footer cannot be read", e);
    }
  }

  private static byte[] bytes(Source source, long from, int length) throws IOException {
    try (InputStream in = source.from(from)) {
      byte[] read = in.readNBytes(length);
      if (read.length < length) {
        throw new IOException("The file ended early.");
      }
      return read;
    }
  }

  private static ThermoclineException unreadable(
      String path, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ThermoclineException(
        dev.thermocline.kit.error.ErrorKind.INVALID_ARGUMENT,
        "The file '"
            + path
            + "' is called Parquet and is none: "
            + why
            + ". Send it again, or give it another ending.",
        cause);
  }
}
