package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HotWriterTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final byte[] KEY = EntityKey.of("default", "patient").key("1");

  private static RedisProcess redis;
  private static HotConnection connection;
  private static RedisClient client;
  private static StatefulRedisConnection<byte[], byte[]> plain;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  private HotWriter writer;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    connection = redis.connect();
    client = RedisClient.create(redis.url());
    plain = client.connect(ByteArrayCodec.INSTANCE);
  }

  @AfterAll
  static void stop() {
    connection.close();
    client.shutdown(0, 1, TimeUnit.SECONDS);
    redis.close();
  }

  @BeforeEach
  void empty() {
    writer = new HotWriter(connection);
    plain.sync().configSet("maxmemory", "0");
    plain.sync().flushall();
  }

  @Test
  void theScriptsOrderIsRowOrder() {
    RowSchema[] schemas = {Rows.doubles(1, 2), Rows.doubles(200, 3)};
    for (int round = 0; round < 4_000; round++) {
      byte[] one = draw(schemas);
      byte[] other = draw(schemas);
      plain.sync().flushall();
      write(KEY, RowWrite.newer(5, one));
      long changed = write(KEY, RowWrite.newer(5, other));
      boolean newer = RowOrder.of(other).isNewerThan(RowOrder.of(one));
      assertThat(changed)
          .as("%s after %s", RowOrder.of(other), RowOrder.of(one))
          .isEqualTo(newer ? 1 : 0);
      assertThat(stored(5)).isEqualTo(newer ? other : one);
    }
  }

  private byte[] draw(RowSchema[] schemas) {
    RowSchema schema = schemas[random.nextInt(schemas.length)];
    RowTimes times = random.nextInt(4) == 0 ? Rows.anyTimes(random) : Rows.tiedTimes(random);
    Provenance from = Rows.provenance(random);
    if (random.nextInt(10) == 0) {
      return new RowBuilder(schema).buildTombstone(times, from);
    }
    RowBuilder builder = new RowBuilder(schema);
    for (int i = 0; i < schema.size(); i++) {
      if (random.nextInt(4) != 0) {
        builder.setFloat64(i, random.nextInt(2));
      }
    }
    return builder.build(times, from);
  }

  @Test
  void theNewestRowStaysWhateverTheOrderAndTheRepetitions() {
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(Rows.row(Rows.NOW + i * 1_500_000L, i));
    }
    for (int round = 0; round < 200; round++) {
      plain.sync().flushall();
      List<byte[]> order = new ArrayList<>(rows);
      order.addAll(rows);
      Collections.shuffle(order, Random.from(random));
      List<HotWriter.EntityWrite> batch = new ArrayList<>();
      for (byte[] row : order) {
        batch.add(new HotWriter.EntityWrite(KEY, DAY, List.of(RowWrite.newer(1, row))));
      }
      writer.write(batch);
      assertThat(stored(1)).isEqualTo(rows.getLast());
    }
  }

  @Test
  void severalRowsOfOneEntityMayTravelInOneWriteInAnyOrder() {
    byte[] newest = Rows.row(Rows.NOW + 9, 9);
    assertThat(
            write(
                KEY,
                RowWrite.newer(1, Rows.row(Rows.NOW, 0)),
                RowWrite.newer(1, newest),
                RowWrite.newer(2, Rows.row(Rows.NOW, 0)),
                RowWrite.newer(1, Rows.row(Rows.NOW + 1, 1))))
        .isEqualTo(3);
    assertThat(stored(1)).isEqualTo(newest);
  }

  @Test
  void aRowPastItsTtlIsWrittenOverAnOlderOneOnly() {
    byte[] old = Rows.row(Rows.NOW, 1);
    byte[] expired = Rows.row(Rows.NOW + 1, 2);
    assertThat(write(KEY, RowWrite.overOlder(1, expired))).isZero();
    assertThat(plain.sync().exists(KEY)).isZero();
    write(KEY, RowWrite.newer(1, old));
    assertThat(write(KEY, RowWrite.overOlder(1, expired))).isOne();
    assertThat(write(KEY, RowWrite.overOlder(1, old))).isZero();
    assertThat(stored(1)).isEqualTo(expired);
  }

  @Test
  void aRowThatWasTakenAwayIsReplacedByAnOlderOneAndNoOtherRowIs() {
    byte[] kept = from(Rows.NOW, 1, 3);
    byte[] wrong = from(Rows.NOW + 9, 2, 31);
    RowWrite repair =
        new RowWrite(
            1,
            new RowWrite.Rule.InPlaceOf(
                List.of(new RowWrite.SnapshotRange(2, 2), new RowWrite.SnapshotRange(30, 31))),
            kept);
    write(KEY, RowWrite.newer(1, wrong));
    assertThat(write(KEY, repair)).isOne();
    assertThat(stored(1)).isEqualTo(kept);
    assertThat(write(KEY, repair)).isZero();

    byte[] pushed =
        Rows.pack(
            Rows.doubles(1, 1),
            List.of(5.0),
            new RowTimes(Rows.NOW + 5, RowTimes.NO_CREATED, Rows.NOW),
            new Provenance.Stream(31, 7));
    write(KEY, RowWrite.newer(1, pushed));
    assertThat(write(KEY, repair)).isZero();
    assertThat(stored(1)).isEqualTo(pushed);
  }

  @Test
  void aRemovalTakesExactlyItsRowAndNoOther() {
    byte[] gone = from(Rows.NOW, 2, 31);
    RowWrite removal = new RowWrite(1, new RowWrite.Rule.Removal(), gone);
    assertThat(write(KEY, removal)).isZero();
    write(KEY, RowWrite.newer(1, gone), RowWrite.newer(2, gone));
    assertThat(write(KEY, removal)).isOne();
    assertThat(plain.sync().hkeys(KEY)).containsExactly(HotView.field(2));
    write(KEY, RowWrite.newer(1, from(Rows.NOW - 1, 2, 30)));
    assertThat(write(KEY, removal)).isZero();
    assertThat(plain.sync().hlen(KEY)).isEqualTo(2);
  }

  @Test
  void expiryIsTheLongestThatAnyViewAsksAndIsRenewedByRowsThatAreNotNewer() {
    byte[] row = Rows.row(Rows.NOW, 1);
    writer.write(List.of(new HotWriter.EntityWrite(KEY, DAY, List.of(RowWrite.newer(1, row)))));
    assertThat(plain.sync().ttl(KEY)).isBetween(86_390L, 86_400L);
    writer.write(
        List.of(
            new HotWriter.EntityWrite(KEY, Duration.ofHours(1), List.of(RowWrite.newer(2, row)))));
    assertThat(plain.sync().ttl(KEY)).isBetween(86_390L, 86_400L);
    plain.sync().expire(KEY, 100);
    writer.write(List.of(new HotWriter.EntityWrite(KEY, DAY, List.of(RowWrite.newer(1, row)))));
    assertThat(plain.sync().ttl(KEY)).isBetween(86_390L, 86_400L);
  }

  @Test
  void aBatchOfAllKindsChangesWhatItsWritesWouldOneByOne() {
    for (int round = 0; round < 100; round++) {
      plain.sync().flushall();
      List<HotWriter.EntityWrite> batch = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        batch.add(anyWrite());
      }
      long changed = 0;
      for (HotWriter.EntityWrite one : batch) {
        changed += writer.write(List.of(one));
      }
      List<String> alone = everything();
      plain.sync().flushall();

      assertThat(writer.write(batch)).isEqualTo(changed);
      assertThat(everything()).isEqualTo(alone);
    }
  }

  private HotWriter.EntityWrite anyWrite() {
    List<RowWrite> rows = new ArrayList<>();
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      byte[] row = from(Rows.NOW + random.nextInt(4), random.nextInt(2), random.nextInt(4));
      RowWrite.Rule rule =
          switch (random.nextInt(8)) {
            case 0 -> new RowWrite.Rule.OverOlder();
            case 1 -> new RowWrite.Rule.Removal();
            case 2 -> new RowWrite.Rule.InPlaceOf(List.of(new RowWrite.SnapshotRange(1, 2)));
            default -> new RowWrite.Rule.Newer();
          };
      rows.add(new RowWrite(random.nextInt(2), rule, row));
    }
    byte[] key = EntityKey.of("default", "patient").key(Integer.toString(random.nextInt(9)));
    return new HotWriter.EntityWrite(key, Duration.ofDays(random.nextInt(1, 3)), rows);
  }

  /** All rows, and when their keys expire, to the hour. */
  private static List<String> everything() {
    return plain.sync().keys("*").stream()
        .flatMap(key ->
            plain.sync().hgetall(key).entrySet().stream()
                .map(row ->
                    "%s %s %s %d h"
                        .formatted(
                            new String(key, UTF_8),
                            HexFormat.of().formatHex(row.getKey()),
                            HexFormat.of().formatHex(row.getValue()),
                            Math.round(plain.sync().ttl(key) / 3600.0))))
        .sorted()
        .toList();
  }

  @Test
  void aServerThatLostTheScriptGetsItAgain() {
    write(KEY, RowWrite.newer(1, Rows.row(Rows.NOW, 1)));
    plain.sync().scriptFlush();
    byte[] newer = Rows.row(Rows.NOW + 1, 2);
    assertThat(write(KEY, RowWrite.newer(1, newer))).isOne();
    assertThat(stored(1)).isEqualTo(newer);
  }

  @Test
  void aFullServerRefusesLoudlyAndKeepsWhatItHas() {
    byte[] row = Rows.row(Rows.NOW, 1);
    write(KEY, RowWrite.newer(1, row));
    plain.sync().configSet("maxmemory", "1mb");
    assertThatThrownBy(() -> write(KEY, RowWrite.newer(1, Rows.row(Rows.NOW + 1, 2))))
        .isInstanceOfSatisfying(
            HotStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(HotStoreException.Reason.FULL));
    assertThat(stored(1)).isEqualTo(row);
  }

  @Test
  void aRowOfANewerLayoutIsNeverOverwritten() {
    byte[] future = Rows.row(Rows.NOW, 1);
    future[0] = (byte) ((future[0] & 15) | (2 << 4));
    plain.sync().hset(KEY, HotView.field(1), future);
    assertThatThrownBy(() -> write(KEY, RowWrite.newer(1, Rows.row(Rows.NOW + 1, 2))))
        .isInstanceOf(HotStoreException.class)
        .hasMessageContaining("layout 2")
        .hasMessageContaining("features:patient_1");
    assertThat(stored(1)).isEqualTo(future);
  }

  @Test
  void aLostConnectionFailsAtOnceAndComesBackByItself() {
    try (RedisProcess own = RedisProcess.start();
        HotConnection its = own.connect()) {
      HotWriter other = new HotWriter(its);
      HotWriter.EntityWrite write =
          new HotWriter.EntityWrite(KEY, DAY, List.of(RowWrite.newer(1, Rows.row(Rows.NOW, 1))));
      assertThat(other.write(List.of(write))).isOne();
      own.restart();
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptionsInstanceOf(HotStoreException.class)
          .untilAsserted(() -> assertThat(other.write(List.of(write))).isOne());
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    try (HotConnection nowhere = new HotConnection("redis://127.0.0.1:1", Duration.ofSeconds(1))) {
      assertThatThrownBy(
              () -> new HotReader(nowhere).read(List.of(new HotReader.Lookup(KEY, List.of()))))
          .isInstanceOf(HotStoreException.class)
          .hasMessageContaining("127.0.0.1:1");
    }
  }

  @Test
  void keysOfOtherKindsAreNotTouched() {
    plain.sync().set(KEY, "mine".getBytes(UTF_8));
    assertThatThrownBy(() -> write(KEY, RowWrite.newer(1, Rows.row(Rows.NOW, 1))))
        .isInstanceOf(HotStoreException.class)
        .hasMessageContaining("WRONGTYPE");
  }

  private long write(byte[] key, RowWrite... rows) {
    return writer.write(List.of(new HotWriter.EntityWrite(key, DAY, List.of(rows))));
  }

  private static byte[] stored(int view) {
    return plain.sync().hget(KEY, HotView.field(view));
  }

  private static byte[] from(long event, double value, long snapshot) {
    return Rows.pack(
        Rows.doubles(1, 1),
        List.of(value),
        new RowTimes(event, RowTimes.NO_CREATED, Rows.NOW),
        new Provenance.Snapshot(snapshot));
  }
}
