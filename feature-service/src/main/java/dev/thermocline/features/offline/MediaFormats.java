package dev.thermocline.features.offline;

import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which media type stands for which format of a file. */
public final class MediaFormats {
  public static final String PARQUET = "application/vnd.apache.parquet";
  public static final String ARROW = "application/vnd.apache.arrow.stream";

  private MediaFormats() {}

  public static Format of(@Nullable String mediaType) {
    String type = mediaType == null ? "" : mediaType.toLowerCase(Locale.ROOT).split(";", 2)[0];
    return switch (type.strip()) {
      case PARQUET, "application/x-parquet", "application/parquet" -> Format.PARQUET;
      case "text/csv" -> Format.CSV;
      case "application/x-ndjson" -> Format.JSON;
      case ARROW, "application/vnd.apache.arrow.file" -> Format.ARROW;
      default ->
          throw new ThermoclineException(
              ErrorKind.UNSUPPORTED_MEDIA_TYPE,
              "Say what the body is with Content-Type: %s, text/csv, application/x-ndjson or %s."
                  .formatted(PARQUET, ARROW));
    };
  }

  /** By the end of a name. */
  public static Format ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".parquet")) {
      return Format.PARQUET;
    }
    if (lower.endsWith(".csv")) {
      return Format.CSV;
    }
    if (lower.endsWith(".json") || lower.endsWith(".ndjson") || lower.endsWith(".jsonl")) {
      return Format.JSON;
    }
    if (lower.endsWith(".arrow") || lower.endsWith(".arrows") || lower.endsWith(".feather")) {
      return Format.ARROW;
    }
    throw ThermoclineException.invalid(
        "The name must end in .parquet, .csv, .json, .jsonl, .ndjson, .arrow, .arrows or .feather, which says how to read it.");
  }

  /** By a word of ours. */
  public static Format ofWord(String word) {
    return switch (word) {
      case "parquet" -> Format.PARQUET;
      case "csv" -> Format.CSV;
      case "ndjson" -> Format.JSON;
      case "arrow" -> Format.ARROW;
      default ->
          throw ThermoclineException.invalid("'format' must be parquet, csv, ndjson or arrow.");
    };
  }
}
