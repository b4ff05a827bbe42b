package dev.thermocline.registry.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a version and what could be read from them.
 *
 * @param columns those of all its tables; absent where they differ or nothing could be read
 * @param rows of all its files together; absent where one could not be read
 */
public record Contents(List<DataFile> files, @Nullable List<Column> columns, @Nullable Long rows) {
  public Contents {
    files = files.stream().sorted(Comparator.comparing(DataFile::path)).toList();
    columns = columns == null ? null : List.copyOf(columns);
  }

  public long bytes() {
    return files.stream().mapToLong(DataFile::size).sum();
  }

  /**
   * SHA-256 over path, size and digest of each file in the order of their paths. Each field ends in
   * a byte that no path, number or digest has, so that no two lists read alike.
   */
  public String digest() {
    MessageDigest sha = sha256();
    for (DataFile file : files) {
      for (String field : List.of(file.path(), Long.toString(file.size()), file.sha256())) {
        sha.update(field.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
