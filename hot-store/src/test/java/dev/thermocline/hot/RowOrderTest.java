package dev.thermocline.hot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class RowOrderTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

  @Test
  void eventTimeDecidesThenCreatedThenIngestThenContent() {
    RowTimes base = new RowTimes(Rows.NOW, Rows.NOW, Rows.NOW);
    assertNewer(times(1, -9, -9), base);
    assertNewer(times(0, 1, -9), base);
    assertNewer(times(0, 0, 1), base);
    assertNewer(base, new RowTimes(Rows.NOW, RowTimes.NO_CREATED, Rows.NOW + 9));
    byte[] one = pack(base, 1, 1.0, 1);
    byte[] other = pack(base, 1, 2.0, 1);
    assertThat(RowOrder.of(one).compareTo(RowOrder.of(other)))
        .isNotZero()
        .isEqualTo(-RowOrder.of(other).compareTo(RowOrder.of(one)));
    assertThat(RowOrder.of(pack(base, 2, 1.0, 1)).isNewerThan(RowOrder.of(other))).isTrue();
  }

  @Test
  void provenanceNeverDecides() {
    RowTimes base = new RowTimes(Rows.NOW, Rows.NOW, Rows.NOW);
    assertThat(RowOrder.of(pack(base, 1, 1.0, 1))).isEqualTo(RowOrder.of(pack(base, 1, 1.0, 99)));
  }

  @Test
  void isATotalOrder() {
    List<RowOrder> orders = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      orders.add(
          RowOrder.of(pack(Rows.tiedTimes(random), 1 + random.nextInt(2), random.nextInt(3), 1)));
    }
    for (RowOrder a : orders) {
      for (RowOrder b : orders) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        for (RowOrder c : orders) {
          if (a.compareTo(b) >= 0 && b.compareTo(c) >= 0) {
            assertThat(a.compareTo(c)).isNotNegative();
          }
        }
      }
    }
  }

  private static RowTimes times(int event, int created, int ingest) {
    return new RowTimes(Rows.NOW + event, Rows.NOW + created, Rows.NOW + ingest);
  }

  private static void assertNewer(RowTimes one, RowTimes other) {
    assertThat(RowOrder.compareTimes(one, other)).isPositive();
    assertThat(RowOrder.of(pack(one, 1, 0, 1)).isNewerThan(RowOrder.of(pack(other, 1, 9, 1))))
        .isTrue();
  }

  private static byte[] pack(RowTimes times, int schema, double value, long snapshot) {
    return Rows.pack(
        Rows.doubles(schema, 1), List.of(value), times, new Provenance.Snapshot(snapshot));
  }
}
