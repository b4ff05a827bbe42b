package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Rows of layout 1 as they stand in Redis servers out there. The file is never changed; a new
 * layout gets a file of its own, and both are read for ever.
 */
class GoldenRowsTest {
  private static final RowSchema EVERY_TYPE =
      new RowSchema(
          300,
          List.of(
              field("a", "bool"),
              field("b", "int32"),
              field("c", "string"),
              field("d", "int64"),
              field("e", "float32"),
              field("f", "bytes"),
              field("g", "float64"),
              field("h", "timestamp"),
              field("i", "array<bool>"),
              field("j", "array<int32>"),
              field("k", "array<int64>"),
              field("l", "array<float32>"),
              field("m", "array<float64>"),
              field("n", "array<string>"),
              field("o", "array<bytes>"),
              field("p", "array<timestamp>")));
  private static final List<Object> VALUES =
      List.of(
          true,
          -2,
          "é",
          3L,
          0.5f,
          new byte[] {1, 2},
          -1.5,
          4L,
          List.of(true, false),
          List.of(5),
          List.of(-6L),
          List.of(7f),
          List.of(8.0),
          List.of("", "x"),
          List.of(new byte[] {9}),
          List.of(10L));

  private record Golden(
      RowSchema schema, @Nullable List<@Nullable Object> values, RowTimes times, Provenance from) {}

  private static final Map<String, Golden> ROWS =
      Map.of(
          "whole-second-snapshot",
          golden(1, List.of(0.5), 1_790_000_000_000_000L, RowTimes.NO_CREATED, 90_000_000L, 17),
          "microseconds-created",
          golden(1, List.of(-0.0), 1_790_000_000_000_001L, 1_790_000_000_250_001L, 127L, 128),
          "before-1970",
          golden(127, List.of(Double.NaN), -1_000_001L, -2_000_001L, -129L, 0),
          "null",
          golden(128, Arrays.asList((Object) null), 0L, 0L, 0L, 16_384),
          "stream",
          new Golden(
              Rows.doubles(2, 1),
              List.of(1.0),
              new RowTimes(1_790_000_000_000_000L, 1_790_000_000_000_000L, 1_790_000_000_004_000L),
              new Provenance.Stream(11, 1_000_000)),
          "every-type",
          new Golden(
              EVERY_TYPE,
              VALUES.stream().<@Nullable Object>map(v -> v).toList(),
              new RowTimes(1_790_000_000_000_000L, RowTimes.NO_CREATED, 1_790_000_000_000_000L),
              new Provenance.Snapshot(1)),
          "tombstone",
          new Golden(
              Rows.doubles(2, 1),
              null,
              new RowTimes(1_790_000_000_000_000L, RowTimes.NO_CREATED, 1_790_000_000_000_000L),
              new Provenance.Snapshot(1)));

  @Test
  void theWriterStillMakesTheseBytes() throws IOException {
    Map<String, String> made = new LinkedHashMap<>();
    file().keySet().forEach(name -> made.put(name, HexFormat.of().formatHex(pack(row(name)))));
    assertThat(made).isEqualTo(file()).hasSameSizeAs(ROWS);
  }

  @Test
  void theReaderStillReadsThem() throws IOException {
    file()
        .forEach((name, hex) -> {
          Golden golden = row(name);
          PackedRow row =
              PackedRow.read(
                  HexFormat.of().parseHex(hex),
                  n -> n == golden.schema().number() ? golden.schema() : null);
          assertThat(row.times()).as(name).isEqualTo(golden.times());
          assertThat(row.provenance()).as(name).isEqualTo(golden.from());
          assertThat(row.isTombstone()).as(name).isEqualTo(golden.values() == null);
          if (golden.values() != null) {
            for (int i = 0; i < golden.values().size(); i++) {
              assertThat(Rows.text(row.get(i)))
                  .as(name + " " + i)
                  .isEqualTo(Rows.text(golden.values().get(i)));
            }
          }
        });
  }

  private static Golden row(String name) {
    return Objects.requireNonNull(ROWS.get(name), name);
  }

  private static byte[] pack(Golden golden) {
    return golden.values() == null
        ? new RowBuilder(golden.schema()).buildTombstone(golden.times(), golden.from())
        : Rows.pack(golden.schema(), golden.values(), golden.times(), golden.from());
  }

  private static Map<String, String> file() throws IOException {
    try (@Nullable InputStream in = GoldenRowsTest.class.getResourceAsStream("layout-1.golden")) {
      Map<String, String> rows = new LinkedHashMap<>();
      new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .forEach(line -> rows.put(line.replaceAll(" .*", ""), line.replaceAll(".* ", "")));
      return rows;
    }
  }

  private static RowSchema.Field field(String name, String type) {
    return new RowSchema.Field(name, ValueType.parse(type));
  }

  private static Golden golden(
      int schema, List<@Nullable Object> values, long event, long created, long later, long from) {
    long base = created == RowTimes.NO_CREATED ? event : created;
    return new Golden(
        Rows.doubles(schema, 1),
        values,
        new RowTimes(event, created, base + later),
        new Provenance.Snapshot(from));
  }
}
