package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.protocol.CommandType;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Prints what Redis holds of one entity: {@code ENTITY ID...}, ids in the order of the join keys'
 * names. Reads Redis alone, at {@code THERMOCLINE_REDIS_FEATURES_URL}.
 */
public final class ShowFeatures {
  private final HotConnection connection;
  private final PrintStream out;

  ShowFeatures(HotConnection connection, PrintStream out) {
    this.connection = connection;
    this.out = out;
  }

  static void main(String[] args) {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    String project = "default";
    int flag = words.indexOf("--project");
    if (flag >= 0 && flag + 1 < words.size()) {
      project = words.remove(flag + 1);
      words.remove(flag);
    }
    String url = System.getenv("THERMOCLINE_REDIS_FEATURES_URL");
    if (words.size() < 2 || url == null) {
      System.err.println(
          "usage: features show [--project NAME] ENTITY ID...   with THERMOCLINE_REDIS_FEATURES_URL"
              + " set, as in: features show patient 123");
      System.exit(2);
      return;
    }
    try (HotConnection connection = new HotConnection(url, Duration.ofSeconds(5))) {
      boolean found =
          new ShowFeatures(connection, System.out)
              .show(project, words.getFirst(), words.subList(1, words.size()), Instant.now());
      System.exit(found ? 0 : 1);
    } catch (HotStoreException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Whether there is such an entity. */
  boolean show(String project, String entity, List<String> ids, Instant now) {
    byte[] key = EntityKey.of(project, entity).key(ids);
    Map<Integer, byte[]> rows = new TreeMap<>();
    Batch.call(
            connection,
            CommandType.HGETALL,
            new MapOutput<>(ByteArrayCodec.INSTANCE),
            Batch.args().addKey(key))
        .forEach((field, packed) -> rows.put(HotView.number(field), packed));
    String name = new String(key, UTF_8);
    if (rows.isEmpty()) {
      out.println(name + " holds nothing");
      return false;
    }
    long left =
        Batch.call(
            connection,
            CommandType.TTL,
            new IntegerOutput<>(ByteArrayCodec.INSTANCE),
            Batch.args().addKey(key));
    out.println(name + ", kept for another " + Duration.ofSeconds(left));
    rows.forEach((number, packed) -> print(project, number, packed, RowTimes.micros(now)));
    return true;
  }

  private void print(String project, int number, byte[] packed, long now) {
    @Nullable ViewDescriptor descriptor = ViewDescriptor.load(connection, project, number);
    if (descriptor == null) {
      out.println(
          "  view number " + number + ", not described in Redis, " + packed.length + " bytes");
      out.println("    " + HexFormat.of().formatHex(packed));
      return;
    }
    PackedRow row;
    try {
      row = PackedRow.read(packed, descriptor.view());
    } catch (DamagedRowException | UnknownSchemaException e) {
      out.println("  " + descriptor.name() + ": " + e.getMessage());
      return;
    }
    RowTimes times = row.times();
    out.println(
        "  %s  event %s%s, ingested %s, %s, schema %d, %d bytes%s"
            .formatted(
                descriptor.name(),
                RowTimes.instant(times.event()),
                times.hasCreated() ? ", created " + RowTimes.instant(times.created()) : "",
                RowTimes.instant(times.ingest()),
                row.provenance(),
                row.schema().number(),
                packed.length,
                row.isTombstone() ? ", removed" : ""));
    for (int i = 0; i < row.schema().size() && !row.isTombstone(); i++) {
      RowSchema.Field field = row.schema().fields().get(i);
      FeatureState state = descriptor.view().state(row, i, now);
      out.println(
          "    %s = %s%s"
              .formatted(
                  field.name(),
                  readable(row.get(i), field.type()),
                  state == FeatureState.PRESENT ? "" : "  (" + state + ")"));
    }
  }

  private static String readable(@Nullable Object value, ValueType type) {
    return switch (value) {
      case null -> "null";
      case List<?> list ->
          list.stream().map(v -> readable(v, ValueType.of(type.scalar()))).toList().toString();
      case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
      case String text ->
          '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
      case Long micros when type.scalar() == ValueType.Scalar.TIMESTAMP ->
          RowTimes.instant(micros).toString();
      default -> value.toString();
    };
  }
}
