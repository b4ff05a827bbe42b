package dev.thermocline.bench.suite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import dev.thermocline.bench.load.RedisPipe;
import dev.thermocline.hot.EntityKey;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowSchema;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The limit of writes: packed rows of doubles that were made beforehand, over one bare socket. What
 * is counted is the time of the sending and the answers alone.
 */
final class PipedRows implements Contender {
  private static final int AT_ONCE = 20_000;
  private static final int KEYS_OF_A_CALL = 20;
  private static final String DAY = "86400";

  /** How the rows go in. */
  enum Way {
    /** Nothing is looked at, nothing expires. */
    UNCONDITIONAL,
    /** The calls that the platform itself makes. */
    SCRIPT
  }

  private final Way way;
  private final URI redis;
  private final int entities;
  private final RowBuilder builder;
  private final Random random = new Random(1);
  private final EntityKey keys = EntityKey.of("default", "benchpiped");
  private long second = System.currentTimeMillis() / 1000 % 10_000_000;

  PipedRows(Way way, URI redis, int entities, int features) {
    this.way = way;
    this.redis = redis;
    this.entities = entities;
    this.builder =
        new RowBuilder(
            new RowSchema(
                1,
                IntStream.range(0, features)
                    .mapToObj(f -> new RowSchema.Field("f" + f, ValueType.parse("float64")))
                    .toList()));
  }

  @Override
  public String name() {
    return switch (way) {
      case UNCONDITIONAL -> "piped HSET";
      case SCRIPT -> "piped script";
    };
  }

  @Override
  public Measured measure(Duration length) {
    second++;
    try (RedisPipe pipe = new RedisPipe(redis)) {
      ByteArrayOutputStream load = new ByteArrayOutputStream();
      RedisPipe.command(load, "SCRIPT", "LOAD", script());
      String sha = new String(pipe.answer(load.toByteArray()), US_ASCII);
      long nanos = 0;
      for (int from = 0; from < entities; from += AT_ONCE) {
        int to = Math.min(from + AT_ONCE, entities);
        byte[] commands = way == Way.SCRIPT ? calls(sha, from, to) : sets(from, to);
        int answers =
            way == Way.SCRIPT ? (to - from + KEYS_OF_A_CALL - 1) / KEYS_OF_A_CALL : to - from;
        long start = System.nanoTime();
        pipe.exchange(commands, answers);
        nanos += System.nanoTime() - start;
      }
      return Measured.once(Duration.ofNanos(nanos), entities);
    } catch (IOException e) {
      throw new UncheckedIOException("Redis ended the connection", e);
    }
  }

  private byte[] sets(int from, int to) {
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      RedisPipe.command(commands, "HSET", key(i), "1", row(i));
    }
    return commands.toByteArray();
  }

  private byte[] calls(String sha, int from, int to) {
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    for (int first = from; first < to; first += KEYS_OF_A_CALL) {
      int last = Math.min(first + KEYS_OF_A_CALL, to);
      List<Object> words = new ArrayList<>(List.of("EVALSHA", sha, last - first));
      for (int i = first; i < last; i++) {
        words.add(key(i));
      }
      words.addAll(List.of(last - first, DAY, "1", "1", "w"));
      for (int i = first; i < last; i++) {
        words.add(row(i));
      }
      RedisPipe.command(commands, words.toArray());
    }
    return commands.toByteArray();
  }

  private byte[] key(int i) {
    return keys.key(Integer.toString(i));
  }

  private byte[] row(int i) {
    for (int f = 0; f < builder.schema().size(); f++) {
      builder.setFloat64(f, random.nextDouble());
    }
    long event = RowTimes.micros(java.time.Instant.EPOCH) + (1_767_225_600L + second) * 1_000_000;
    return builder.build(
        new RowTimes(event, RowTimes.NO_CREATED, event + 1_000_000L + i),
        new Provenance.Snapshot(7));
  }

  private static byte[] script() throws IOException {
    try (InputStream in = HotWriter.class.getResourceAsStream("write.lua")) {
      return Objects.requireNonNull(in, "hot-store brings its script").readAllBytes();
    }
  }
}
