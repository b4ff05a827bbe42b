package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.Measured;
import dev.thermocline.bench.load.RedisPipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What 250 doubles in 25 views take in Redis and in Parquet, times and provenance included. */
public final class Memory implements Suite {
  private static final String ENTITY = "benchmachine";
  private static final int FEATURES = 10;
  private static final List<String> VIEWS =
      IntStream.range(0, 25).mapToObj(i -> "benchgauge" + i).toList();

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    int entities = scale.of(20_000);
    long doubles = (long) entities * VIEWS.size() * FEATURES;
    Stage stage = new Stage(target);
    URI redis = Stage.redis();
    stage.define(ENTITY, VIEWS, FEATURES, "");
    forget(redis, entities);
    long before = used(redis);
    long files = 0;
    long second = System.currentTimeMillis() / 1000 % 20_000_000;
    for (String view : VIEWS) {
      for (JsonNode file : stage.ingest(ENTITY, view, entities, FEATURES, second).get("files")) {
        files += file.get("size").asLong();
      }
    }
    stage.materialize(VIEWS);
    long inRedis = used(redis) - before;
    long inFiles = files;
    return List.of(
        new Contest(
            "%,d entities x 250 doubles in 25 views".formatted(entities),
            List.of(
                bytes("redis", () -> Measured.bytes(inRedis, doubles)),
                bytes("parquet", () -> Measured.bytes(inFiles, doubles))),
            " B/double"));
  }

  private static Contender bytes(String name, Supplier<Measured> size) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Measured measure(Duration length) {
        return size.get();
      }
    };
  }

  private static void forget(URI redis, int entities) {
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    for (int i = 0; i < entities; i++) {
      RedisPipe.command(commands, "DEL", "features:" + ENTITY + "_" + i);
    }
    try (RedisPipe pipe = new RedisPipe(redis)) {
      pipe.exchange(commands.toByteArray(), entities);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server uses by its own count, keys and expiry included, without its buffers. */
  private static long used(URI redis) {
    ByteArrayOutputStream command = new ByteArrayOutputStream();
    RedisPipe.command(command, "INFO", "memory");
    try (RedisPipe pipe = new RedisPipe(redis)) {
      String info = new String(pipe.answer(command.toByteArray()), StandardCharsets.US_ASCII);
      return value(info, "used_memory")
          - value(info, "mem_clients_normal")
          - value(info, "mem_aof_buffer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long value(String info, String name) {
    Matcher found = Pattern.compile("(?m)^" + name + ":(\\d+)").matcher(info);
    if (!found.find()) {
      throw new IllegalStateException("Redis does not tell its " + name + ": " + info);
    }
    return Long.parseLong(found.group(1));
  }
}
