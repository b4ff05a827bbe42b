package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Redis itself knows of a view, beside the rows, so that a person can read them with nothing
 * else at hand: a small hash {@code view:<number>}, or {@code view:<project>/<number>} outside the
 * default project, written again by every materialization and push.
 */
public record ViewDescriptor(String project, String name, String entity, HotView view) {
  /** Long beyond any pause between two writes to a view that is in use. */
  private static final long KEPT_SECONDS = Duration.ofDays(30).toSeconds();

  /** Stores the description of a view with the schemas given. */
  public static void save(
      HotConnection connection, ViewDescriptor descriptor, List<RowSchema> schemas) {
    byte[] key = key(descriptor.project(), descriptor.view().number());
    var args = Batch.args().addKey(key);
    add(args, "name", descriptor.name());
    add(args, "entity", descriptor.entity());
    add(args, "ttl", Long.toString(descriptor.view().ttlMicros()));
    for (RowSchema schema : schemas) {
      add(args, "schema." + schema.number(), fields(schema));
    }
    Batch batch = Batch.of(connection, 2);
    var set = batch.add(CommandType.HSET, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args);
    var expire =
        batch.add(
            CommandType.EXPIRE,
            new IntegerOutput<>(ByteArrayCodec.INSTANCE),
            Batch.args().addKey(key).add(KEPT_SECONDS));
    batch.run();
    set.answer();
    expire.answer();
  }

  /** The view of a number, or null where Redis holds no description of it. */
  static @Nullable ViewDescriptor load(HotConnection connection, String project, int number) {
    Map<byte[], byte[]> hash =
        Batch.call(
            connection,
            CommandType.HGETALL,
            new MapOutput<>(ByteArrayCodec.INSTANCE),
            Batch.args().addKey(key(project, number)));
    Map<String, String> texts = new TreeMap<>();
    hash.forEach((k, v) -> texts.put(new String(k, UTF_8), new String(v, UTF_8)));
    String name = texts.get("name");
    String entity = texts.get("entity");
    String ttl = texts.get("ttl");
    if (name == null || entity == null || ttl == null) {
      return null;
    }
    List<RowSchema> schemas = new ArrayList<>();
    texts.forEach((k, v) -> {
      if (k.startsWith("schema.")) {
        schemas.add(schema(Integer.parseInt(k.substring("schema.".length())), v));
      }
    });
    return new ViewDescriptor(
        project, name, entity, new HotView(number, Long.parseLong(ttl), schemas));
  }

  private static byte[] key(String project, int number) {
    return ("view:" + EntityKey.room(project) + number).getBytes(UTF_8);
  }

  private static void add(
      io.lettuce.core.protocol.CommandArgs<byte[], byte[]> args, String field, String value) {
    args.add(field.getBytes(UTF_8)).add(value.getBytes(UTF_8));
  }

  private static String fields(RowSchema schema) {
    return schema.fields().stream()
        .map(field -> field.name() + ":" + field.type().wireName())
        .collect(Collectors.joining(","));
  }

  private static RowSchema schema(int number, String text) {
    return new RowSchema(
        number,
        Arrays.stream(text.split(",", -1))
            .filter(part -> !part.isEmpty())
            .map(part -> {
              int colon = part.lastIndexOf(':');
              return new RowSchema.Field(
                  part.substring(0, colon), ValueType.parse(part.substring(colon + 1)));
            })
            .toList());
  }
}
