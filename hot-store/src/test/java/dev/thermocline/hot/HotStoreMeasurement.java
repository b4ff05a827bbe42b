package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Measures the layout and the write path; the figures of RATIONALE.md come from here. An argument
 * names a running server, else the static binary is started.
 */
final class HotStoreMeasurement {
  private static final int BATCH = 1000;
  private static final int ROWS = 200_000;
  private static final byte[] WHEN_NEWER = {'w'};
  private static final byte[] DAY = "86400".getBytes(UTF_8);

  private final HotConnection connection;
  private final StatefulRedisConnection<byte[], byte[]> plain;
  private final EntityKey keys = EntityKey.of("default", "patient");

  private HotStoreMeasurement(
      HotConnection connection, StatefulRedisConnection<byte[], byte[]> plain) {
    this.connection = connection;
    this.plain = plain;
  }

  static void main(String[] args) {
    if (args.length > 0) {
      measure(args[0]);
    } else {
      try (RedisProcess redis = RedisProcess.start()) {
        measure(redis.url());
      }
    }
  }

  private static void measure(String url) {
    RedisClient client = RedisClient.create(url);
    try (HotConnection connection = new HotConnection(url, Duration.ofMinutes(1))) {
      var measurement =
          new HotStoreMeasurement(connection, client.connect(ByteArrayCodec.INSTANCE));
      measurement.memory();
      measurement.writes();
      measurement.reads();
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  private void memory() {
    plain.sync().flushall();
    long before = used();
    HotWriter writer = new HotWriter(connection);
    int entities = 20_000;
    List<HotWriter.EntityWrite> batch = new ArrayList<>();
    for (int i = 0; i < entities; i++) {
      List<RowWrite> rows = new ArrayList<>();
      for (int view = 1; view <= 25; view++) {
        rows.add(RowWrite.newer(view, packed(10, i, 0)));
      }
      batch.add(new HotWriter.EntityWrite(key(i), Duration.ofDays(1), rows));
      if (batch.size() == 200) {
        writer.write(batch);
        batch.clear();
      }
    }
    long after = used();
    System.out.printf(
        "250 doubles in 25 views: %.0f bytes an entity, %.2f a double; MEMORY USAGE %d; row %d bytes%n",
        (after - before) / (double) entities,
        (after - before) / (double) entities / 250,
        plain.sync().memoryUsage(key(7)),
        packed(10, 7, 0).length);
  }

  private void writes() {
    for (int round = 0; round < 2; round++) {
      String when = round == 0 ? "warm-up" : "measured";
      rate(when + ": unconditional HSET", 1, (i, n) -> hset(i, n));
      rate(
          when + ": HSET and EXPIRE",
          1,
          (i, n) -> {
            hset(i, n);
            call(CommandType.EXPIRE, args().addKey(key(i)).add(DAY));
          });
      byte[] script = plain.sync().scriptLoad(HotWriter.scriptText()).getBytes(UTF_8);
      for (int size : new int[] {1, 10, 20, 50}) {
        rate(
            when + ": script, keys a call " + size,
            size,
            (i, n) -> {
              CommandArgs<byte[], byte[]> args = args().add(script).add((long) size);
              for (int k = 0; k < size; k++) {
                args.addKey(key(i + k));
              }
              args.add((long) size).add(DAY).add(1).add(HotView.field(1)).add(WHEN_NEWER);
              for (int k = 0; k < size; k++) {
                args.add(packed(20, i + k, n));
              }
              call(CommandType.EVALSHA, args);
            });
      }
      plain.sync().functionLoad(function(), true);
      rate(
          when + ": function, one key",
          1,
          (i, n) ->
              call(
                  CommandType.FCALL,
                  args()
                      .add("hot_write".getBytes(UTF_8))
                      .add(1L)
                      .addKey(key(i))
                      .add(1L)
                      .add(DAY)
                      .add(1)
                      .add(HotView.field(1))
                      .add(WHEN_NEWER)
                      .add(packed(20, i, n))));
    }
  }

  private interface Commands {
    void of(int entity, int round);
  }

  private record Pending(
      io.lettuce.core.protocol.ProtocolKeyword name, CommandArgs<byte[], byte[]> args) {}

  private final List<Pending> pending = new ArrayList<>();

  private void rate(String what, int step, Commands commands) {
    plain.sync().flushall();
    for (String kind : new String[] {"fresh", "over an older row"}) {
      int round = kind.equals("fresh") ? 0 : 1;
      long start = System.nanoTime();
      for (int i = 0; i < ROWS; i += step) {
        commands.of(i, round);
        if (pending.size() * step >= BATCH) {
          flush();
        }
      }
      flush();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%s, %s: %,.0f rows/s%n", what, kind, ROWS / seconds);
    }
  }

  private void flush() {
    Batch batch = Batch.of(connection, pending.size());
    List<Batch.Call<Long>> calls = new ArrayList<>();
    for (Pending one : pending) {
      calls.add(batch.add(one.name(), new IntegerOutput<>(ByteArrayCodec.INSTANCE), one.args()));
    }
    pending.clear();
    batch.run();
    calls.forEach(Batch.Call::answer);
  }

  private void call(
      io.lettuce.core.protocol.ProtocolKeyword name, CommandArgs<byte[], byte[]> args) {
    pending.add(new Pending(name, args));
  }

  private void hset(int i, int round) {
    call(CommandType.HSET, args().addKey(key(i)).add(HotView.field(1)).add(packed(20, i, round)));
  }

  private void reads() {
    HotWriter writer = new HotWriter(connection);
    List<HotView> views = new ArrayList<>();
    for (int view = 1; view <= 5; view++) {
      views.add(new HotView(view, HotView.NO_TTL, List.of(Rows.doubles(7, 10))));
    }
    plain.sync().flushall();
    for (int i = 0; i < 10_000; i++) {
      List<RowWrite> rows = new ArrayList<>();
      for (int view = 1; view <= 5; view++) {
        rows.add(RowWrite.newer(view, packed(10, i, 0)));
      }
      writer.write(List.of(new HotWriter.EntityWrite(key(i), Duration.ofDays(1), rows)));
    }
    HotReader reader = new HotReader(connection);
    Random random = new Random(1);
    for (int entities : new int[] {1, 10, 100, 1, 10, 100}) {
      int rounds = 20_000 / Math.max(1, entities / 4);
      long[] nanos = new long[rounds];
      double sum = 0;
      for (int round = 0; round < rounds; round++) {
        List<HotReader.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < entities; i++) {
          lookups.add(new HotReader.Lookup(key(random.nextInt(10_000)), views));
        }
        long start = System.nanoTime();
        List<HotReader.EntityRows> read = reader.read(lookups);
        for (HotReader.EntityRows rows : read) {
          for (int view = 0; view < 5; view++) {
            PackedRow row = java.util.Objects.requireNonNull(rows.row(view));
            for (int field = 0; field < 10; field++) {
              sum += row.getFloat64(field);
            }
          }
        }
        nanos[round] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      System.out.printf(
          "read %d entities x 50 features in 5 views: p50 %.0f us, p99 %.0f us (%.0f)%n",
          entities, nanos[rounds / 2] / 1e3, nanos[rounds * 99 / 100] / 1e3, sum);
    }
  }

  private byte[] key(int i) {
    return keys.key(Integer.toString(i));
  }

  private static byte[] packed(int doubles, int seed, int round) {
    RowBuilder builder = new RowBuilder(Rows.doubles(7, doubles));
    for (int i = 0; i < doubles; i++) {
      builder.setFloat64(i, seed * 0.37 + i);
    }
    long event = Rows.NOW + round * 1_000_000L;
    return builder.build(
        new RowTimes(event, RowTimes.NO_CREATED, event + 40L * 86_400 * 1_000_000 + 123_456),
        new Provenance.Snapshot(100));
  }

  private static CommandArgs<byte[], byte[]> args() {
    return Batch.args();
  }

  private long used() {
    return new String(plain.sync().info("memory").getBytes(UTF_8), UTF_8)
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).trim()))
        .findFirst()
        .orElseThrow();
  }

  private static String function() {
    String text = HotWriter.scriptText();
    int start = text.indexOf("local changed, next");
    return "#!lua name=hotwrite\n"
        + text.substring(0, start)
        + "redis.register_function('hot_write', function(KEYS, ARGV)\n"
        + text.substring(start)
        + "end)\n";
  }
}
