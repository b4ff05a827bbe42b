package dev.thermocline.gateway.predict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoundLimitTest {
  private final FoundLimit limit = new FoundLimit(64, 512);

  @Test
  void growsByOneForEachWholeSetOfAnswers() {
    for (int i = 0; i < 66; i++) {
      limit.onSample(i, 1, 64, false);
    }

    assertThat(limit.getLimit()).isEqualTo(65);
  }

  @Test
  void staysWhileTurnsAreLeft() {
    for (int i = 0; i < 10_000; i++) {
      limit.onSample(i, 1, 10, false);
    }

    assertThat(limit.getLimit()).isEqualTo(64);
  }

  @Test
  void isCutOnceForAllThatWereLetInBeforeTheCut() {
    while (limit.getLimit() < 100) {
      limit.onSample(0, 1, 100, false);
    }

    limit.onSample(10, 10, 100, true);
    limit.onSample(15, 20, 100, true);

    assertThat(limit.getLimit()).isEqualTo(80);

    limit.onSample(21, 1, 80, true);

    assertThat(limit.getLimit()).isEqualTo(64);
  }

  @Test
  void keepsItsBounds() {
    for (int i = 0; i < 1_000; i++) {
      limit.onSample(i * 10L, 1, 64, true);
    }
    assertThat(limit.getLimit()).isEqualTo(64);

    for (int i = 0; i < 200_000; i++) {
      limit.onSample(i, 1, 512, false);
    }
    assertThat(limit.getLimit()).isEqualTo(512);
  }
}
