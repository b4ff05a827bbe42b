package dev.thermocline.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheHealthTest {
  private long now = Long.MAX_VALUE - 1_000;
  private final CacheHealth health = new CacheHealth(() -> now);

  @Test
  void letsOneAskAfterEachPauseAlthoughTheOneBeforeNeverSaidHowItWent() {
    assertThat(health.mayAsk()).isTrue();
    health.failed();
    assertThat(health.mayAsk()).isFalse();

    for (int i = 0; i < 3; i++) {
      pass(Duration.ofMillis(50));
      assertThat(health.mayAsk()).isTrue();
      assertThat(health.mayAsk()).isFalse();
    }
    health.succeeded();
    assertThat(health.mayAsk()).isTrue();
    assertThat(health.isWell()).isTrue();
  }

  @Test
  void waitsLongerAfterEachFailureButNeverLong() {
    for (long millis : new long[] {50, 100, 200, 400, 500, 500}) {
      health.failed();
      pass(Duration.ofMillis(millis - 1));
      assertThat(health.mayAsk()).isFalse();
      pass(Duration.ofMillis(1));
      assertThat(health.mayAsk()).isTrue();
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
