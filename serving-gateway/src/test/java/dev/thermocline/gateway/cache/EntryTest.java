package dev.thermocline.gateway.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static final byte[] GENERATION = {1, 2, 3};
  private static final byte[] MARKS = {7, 7};

  private static Entry entry() {
    return new Entry(
        MARKS,
        1_000,
        5,
        List.of(
            Tensor.ofFloats("p", new long[] {2, 2}, 0.25f, 0.75f, 1, 0),
            Tensor.ofStrings("größe", new long[] {2}, List.of("", "müde"))));
  }

  @Test
  void comesBackAsItWas() {
    Entry read = requireNonNull(Entry.read(entry().write(GENERATION), GENERATION));

    assertThat(read.outputs().toString()).isEqualTo(entry().outputs().toString());
    assertThat(read.outputs().getFirst().flat()).isEqualTo(entry().outputs().getFirst().flat());
    assertThat(read.outputs().getLast().flat()).isEqualTo(List.of("", "müde"));
    assertThat(read.madeAtMillis()).isEqualTo(5);
    assertThat(read.isExactFor(MARKS, 999)).isTrue();
  }

  @Test
  void isNothingUnderAnotherGeneration() {
    assertThat(Entry.read(entry().write(GENERATION), new byte[] {1, 2, 4})).isNull();
  }

  @Test
  void isExactOnlyForItsRowsAndOnlyBeforeItsMoment() {
    assertThat(entry().isExactFor(new byte[] {7, 8}, 0)).isFalse();
    assertThat(entry().isExactFor(MARKS, 1_000)).isFalse();
  }

  @Test
  void neverBreaksOnBytesThatAreNoEntry() {
    byte[] written = entry().write(GENERATION);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    for (int i = 0; i < 50_000; i++) {
      byte[] damaged = Arrays.copyOf(written, random.nextInt(written.length + 1));
      if (damaged.length > 0) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Entry _ = Entry.read(damaged, GENERATION);
    }
  }
}
