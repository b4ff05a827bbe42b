package dev.thermocline.features.duckdb;

import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A file of a caller: how it is read, and what is said where it cannot be. */
public final class SourceFile {
  private static final int MAGIC = 4;

  private SourceFile() {}

  /** The table function that reads the file; CSV comes as text, with a header. */
  public static String reading(Path file, Format format) {
    String path = Sql.text(file.toString());
    return switch (format) {
      case PARQUET -> "read_parquet(" + path + ", hive_partitioning = false)";
      case CSV ->
          "read_csv("
              + path
              + ", header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"',"
              + " auto_detect = false, hive_partitioning = false, columns = "
              + CsvHeader.columns(file)
              + ")";
      case JSON ->
          "read_json("
              + path
              + ", format = 'newline_delimited', sample_size = -1, hive_partitioning = false)";
      case ARROW -> throw new IllegalStateException("Arrow is made Parquet before it is read");
    };
  }

  /** As {@link #reading}, but the types of CSV columns are guessed, save those that stay text. */
  public static String readingTyped(Path file, Format format, Collection<String> texts) {
    if (format != Format.CSV) {
      return reading(file, format);
    }
    Set<String> lower =
        texts.stream().map(t -> t.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    String types =
        CsvHeader.names(file).stream()
            .filter(n -> lower.contains(n.toLowerCase(Locale.ROOT)))
            .map(n -> Sql.text(n) + ": 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"));
    return "read_csv(%s, header = true, delim = ',', quote = '\"', escape = '\"', sample_size = -1, hive_partitioning = false%s)"
        .formatted(Sql.text(file.toString()), types.equals("{}") ? "" : ", types = " + types);
  }

  /** Tells early, and in plain words, what is no such file at all. */
  public static void check(Path file, Format format) {
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw refused("The file is empty.");
      }
      if (format == Format.PARQUET) {
        checkParquet(file, size);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A file that was just received cannot be read", e);
    }
  }

  private static void checkParquet(Path file, long size) throws IOException {
    if (size < 3 * MAGIC) {
      throw refused("The file has %d bytes, too few for Parquet.".formatted(size));
    }
    String head = magic(file, 0);
    if (!head.equals("PAR1") && !head.equals("PARE")) {
      throw refused("The file is no Parquet: it does not begin with PAR1.");
    }
    String tail = magic(file, size - MAGIC);
    if (head.equals("PARE") || tail.equals("PARE")) {
      throw refused("The Parquet file is encrypted, and there is no key for it. Send it in plain.");
    }
    if (!tail.equals("PAR1")) {
      throw refused("The Parquet file is cut off: it does not end with PAR1.");
    }
  }

  private static String magic(Path file, long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[MAGIC];
      open.seek(at);
      open.readFully(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** What a caller is told of a failure on his file. */
  public static ThermoclineException refusal(DuckFailure e, String format) {
    return switch (e.kind()) {
      case INPUT ->
          new ThermoclineException(
              ErrorKind.UNPROCESSABLE,
              "The file cannot be read as %s: %s".formatted(format, reason(e)),
              e);
      case OUT_OF_MEMORY ->
          new ThermoclineException(
              ErrorKind.TOO_LARGE,
              "It needs more than thermocline.offline.memory-limit and spill-limit allow. Raise them, or do it in parts.",
              e);
      case CANCELLED -> new ThermoclineException(ErrorKind.CONFLICT, "It was cancelled.", e);
      case FORBIDDEN ->
          new ThermoclineException(
              ErrorKind.FORBIDDEN,
              "It may read its declared inputs alone: no other file, network, extension or setting.",
              e);
      case INTERNAL -> new ThermoclineException(ErrorKind.INTERNAL, "DuckDB failed on it.", e);
    };
  }

  /** Thrift is what the parts of Parquet are told in; it fails on noise, as ciphers are. */
  private static String reason(DuckFailure e) {
    return e.reason().contains("TProtocolException")
        ? "it is damaged, or some of its columns are encrypted. Send it whole and in plain."
        : withoutPaths(e.reason());
  }

  /** The text without paths of this machine. */
  public static String withoutPaths(String reason) {
    return reason.replaceAll("[\"']?/[^\\s\"',:]+/[^\\s\"',:]+[\"']?", "the file");
  }

  private static ThermoclineException refused(String message) {
    return new ThermoclineException(ErrorKind.UNPROCESSABLE, message);
  }
}
