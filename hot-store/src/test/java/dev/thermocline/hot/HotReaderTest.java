package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HotReaderTest {
  private static final RowSchema SCHEMA = Rows.doubles(1, 1);
  private static final HotView ONE = new HotView(1, HotView.NO_TTL, List.of(SCHEMA));
  private static final HotView OTHER = new HotView(300, 5, List.of(SCHEMA));

  private static RedisProcess redis;
  private static HotConnection connection;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    connection = redis.connect();
  }

  @AfterAll
  static void stop() {
    connection.close();
    redis.close();
  }

  @Test
  void readsManyEntitiesAndViewsInTheOrderAsked() {
    EntityKey keys = EntityKey.of("default", "many");
    List<HotWriter.EntityWrite> writes = new ArrayList<>();
    List<HotReader.Lookup> lookups = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] key = keys.key(Integer.toString(i));
      lookups.add(new HotReader.Lookup(key, List.of(OTHER, ONE)));
      if (i % 3 != 0) {
        writes.add(
            new HotWriter.EntityWrite(
                key, Duration.ofMinutes(5), List.of(RowWrite.newer(1, Rows.row(Rows.NOW, i)))));
      }
    }
    new HotWriter(connection).write(writes);
    List<HotReader.EntityRows> read = new HotReader(connection).read(lookups);
    for (int i = 0; i < 1000; i++) {
      @Nullable PackedRow row = read.get(i).row(1);
      assertThat(read.get(i).row(0)).isNull();
      assertThat(read.get(i).mark(0)).isEqualTo(Mark.ABSENT);
      assertThat(row == null ? null : row.getFloat64(0)).isEqualTo(i % 3 == 0 ? null : (double) i);
    }
  }

  @Test
  void anEmptyBatchAsksNothing() {
    assertThat(new HotReader(connection).read(List.of())).isEmpty();
    assertThat(new HotWriter(connection).write(List.of())).isZero();
  }

  @Test
  void printsAnEntityFromRedisAlone() {
    RowSchema schema =
        new RowSchema(
            4,
            List.of(
                new RowSchema.Field("bp", ValueType.parse("float64")),
                new RowSchema.Field("ward", ValueType.parse("string")),
                new RowSchema.Field("seen", ValueType.parse("timestamp")),
                new RowSchema.Field("codes", ValueType.parse("array<int32>"))));
    HotView view = new HotView(9, 1_000_000, List.of(schema));
    ViewDescriptor.save(
        connection, new ViewDescriptor("default", "vitals", "patient", view), List.of(schema));
    byte[] packed =
        Rows.pack(
            schema,
            Arrays.asList(120.5, "a\"b", 0L, List.of(1, 2)),
            RowTimes.of(
                Instant.parse("2026-09-01T10:00:00Z"),
                Instant.parse("2026-09-01T10:00:01.5Z"),
                Instant.parse("2026-09-01T11:00:00Z")),
            new Provenance.Snapshot(17));
    new HotWriter(connection)
        .write(
            List.of(
                new HotWriter.EntityWrite(
                    EntityKey.of("default", "patient").key("123"),
                    Duration.ofHours(1),
                    List.of(RowWrite.newer(9, packed), RowWrite.newer(10, packed)))));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ShowFeatures show = new ShowFeatures(connection, new PrintStream(bytes, true, UTF_8));
    assertThat(
            show.show("default", "patient", List.of("123"), Instant.parse("2026-09-01T10:00:09Z")))
        .isTrue();
    assertThat(bytes.toString(UTF_8))
        .contains("features:patient_123, kept for another PT1H")
        .contains("vitals  event 2026-09-01T10:00:00Z, created 2026-09-01T10:00:01.500Z")
        .contains("snapshot 17, schema 4")
        .contains("bp = 120.5  (OUTSIDE_MAX_AGE)")
        .contains("ward = \"a\\\"b\"")
        .contains("seen = 1970-01-01T00:00:00Z")
        .contains("codes = [1, 2]")
        .contains("view number 10, not described in Redis");
    assertThat(show.show("default", "patient", List.of("nobody"), Instant.EPOCH)).isFalse();
  }
}
