package dev.thermocline.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PackedRowTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(17);

  @Test
  void givesBackWhatWasPackedForEveryTypeTimeAndProvenance() {
    for (int round = 0; round < 5_000; round++) {
      RowSchema schema = Rows.schema(random, random.nextInt(20_000));
      List<@Nullable Object> values = Rows.values(random, schema);
      RowTimes times = Rows.anyTimes(random);
      Provenance from = Rows.provenance(random);
      PackedRow row = PackedRow.read(Rows.pack(schema, values, times, from), n -> schema);
      assertThat(row.times()).isEqualTo(times);
      assertThat(row.provenance()).isEqualTo(from);
      for (int i = 0; i < values.size(); i++) {
        assertThat(Rows.text(row.get(i))).as("%s", schema).isEqualTo(Rows.text(values.get(i)));
        assertThat(row.isNull(i)).isEqualTo(values.get(i) == null);
      }
    }
  }

  @Test
  void packsEqualRowsIntoEqualBytesWhateverTheBuilderHeldBefore() {
    for (int round = 0; round < 500; round++) {
      RowSchema schema = Rows.schema(random, 3);
      List<@Nullable Object> values = Rows.values(random, schema);
      RowTimes times = Rows.anyTimes(random);
      Provenance from = Rows.provenance(random);
      RowBuilder used = new RowBuilder(schema);
      List<@Nullable Object> others = Rows.values(random, schema);
      for (int i = 0; i < others.size(); i++) {
        used.set(i, others.get(i));
      }
      used.build(times, from);
      for (int i = 0; i < values.size(); i++) {
        used.set(i, values.get(i));
      }
      assertThat(used.build(times, from)).isEqualTo(Rows.pack(schema, values, times, from));
    }
  }

  @Test
  void takesSixteenBytesForTheHeaderOfABatchRowWithAWholeSecond() {
    RowTimes times =
        new RowTimes(
            Rows.NOW, RowTimes.NO_CREATED, Rows.NOW + 3L * 365 * 86_400 * 1_000_000 + 123_456);
    byte[] packed =
        Rows.pack(
            Rows.doubles(7, 10),
            List.of(1., 2., 3., 4., 5., 6., 7., 8., 9., 10.),
            times,
            new Provenance.Snapshot(16_000));
    assertThat(packed).hasSize(80 + 16);
  }

  @Test
  void refusesBytesThatAreCutOffAnywhere() {
    byte[] packed = Rows.row(Rows.NOW + 1, 0.5);
    RowSchema schema = Rows.doubles(1, 1);
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> PackedRow.read(cut, n -> schema))
          .isInstanceOf(DamagedRowException.class);
    }
  }

  @Test
  void refusesALayoutThatItDoesNotKnow() {
    byte[] packed = Rows.row(Rows.NOW, 0.5);
    packed[0] = (byte) ((packed[0] & 15) | (2 << 4));
    assertThatThrownBy(() -> PackedRow.read(packed, n -> Rows.doubles(1, 1)))
        .hasMessageContaining("its layout is 2");
  }

  @Test
  void namesTheSchemaThatIsMissing() {
    assertThatThrownBy(() -> PackedRow.read(Rows.row(Rows.NOW, 0.5), n -> null))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("schema 1");
  }

  @Test
  void saysOfEachFeatureWhatBecameOfIt() {
    RowSchema schema = Rows.doubles(1, 2);
    HotView view = new HotView(1, 1000, List.of(schema));
    byte[] packed =
        Rows.pack(
            schema,
            Arrays.asList(1.0, null),
            new RowTimes(Rows.NOW, RowTimes.NO_CREATED, Rows.NOW),
            new Provenance.Snapshot(1));
    PackedRow row = PackedRow.read(packed, view);
    assertThat(view.state(row, 0, Rows.NOW + 1000)).isEqualTo(FeatureState.PRESENT);
    assertThat(view.state(row, 1, Rows.NOW + 1000)).isEqualTo(FeatureState.NULL_VALUE);
    assertThat(view.state(row, 0, Rows.NOW + 1001)).isEqualTo(FeatureState.OUTSIDE_MAX_AGE);
    assertThat(view.validUntil(row)).isEqualTo(Rows.NOW + 1001);
    assertThat(view.state(null, 0, Rows.NOW)).isEqualTo(FeatureState.NOT_FOUND);
    assertThat(view.state(row, -1, Rows.NOW)).isEqualTo(FeatureState.NOT_FOUND);
    byte[] gone =
        new RowBuilder(schema)
            .buildTombstone(
                new RowTimes(Rows.NOW, RowTimes.NO_CREATED, Rows.NOW), new Provenance.Snapshot(2));
    assertThat(view.state(PackedRow.read(gone, view), 0, Rows.NOW))
        .isEqualTo(FeatureState.NOT_FOUND);
  }

  @Test
  void marksDifferWithAnyBitAndOneOfNothing() {
    byte[] one = Rows.row(Rows.NOW, 0.5);
    byte[] other = one.clone();
    other[other.length - 1] ^= 1;
    assertThat(Mark.of(one)).isEqualTo(Mark.of(one.clone())).isNotEqualTo(Mark.of(other));
    assertThat(Mark.of(null)).isEqualTo(Mark.ABSENT).isNotEqualTo(Mark.of(one));
  }

  @Test
  void refusesTimesThatAScriptCouldNotHold() {
    assertThatThrownBy(() -> new RowTimes(Long.MAX_VALUE, RowTimes.NO_CREATED, 0))
        .hasMessageContaining("event time")
        .hasMessageContaining("outside");
  }
}
