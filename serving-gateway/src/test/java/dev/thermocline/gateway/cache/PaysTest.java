package dev.thermocline.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaysTest {
  private final AtomicLong now = new AtomicLong();
  private final Pays pays = new Pays(now::get);

  private void traffic(int hitsInHundred, Duration look, Duration model) {
    for (int i = 0; i < Pays.SAMPLE; i++) {
      boolean hit = i % 100 < hitsInHundred;
      if (!hit) {
        pays.ran(model.toNanos());
      }
      pays.looked(hit, look.toNanos());
    }
  }

  @Test
  void staysWhereHitsSaveMoreThanLooksCost() {
    traffic(60, Duration.ofNanos(100_000), Duration.ofMillis(5));

    assertThat(pays.isWorthALook()).isTrue();
  }

  @Test
  void standsAsideForAModelCheaperThanALook() {
    traffic(90, Duration.ofNanos(100_000), Duration.ofNanos(6_000));

    assertThat(pays.isWorthALook()).isFalse();
    assertThat(pays.reason()).contains("model");
  }

  @Test
  void knowsACheapModelThatHasNotRunOfLate() {
    traffic(100, Duration.ofNanos(100_000), Duration.ofNanos(6_000));
    assertThat(pays.isWorthALook()).as("nothing is known of the model").isTrue();

    pays.ran(6_000);
    traffic(100, Duration.ofNanos(100_000), Duration.ofNanos(6_000));
    assertThat(pays.isWorthALook()).isFalse();

    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    traffic(100, Duration.ofNanos(100_000), Duration.ofNanos(6_000));
    assertThat(pays.isWorthALook()).as("after a trial of hits alone").isFalse();
  }

  @Test
  void fewRunsOfACheapModelThatWereHeldUpDoNotMakeItDear() {
    traffic(90, Duration.ofNanos(100_000), Duration.ofNanos(6_000));
    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    traffic(98, Duration.ofNanos(100_000), Duration.ofMillis(1));

    assertThat(pays.isWorthALook()).isFalse();
  }

  @Test
  void noticesThatAModelBecameDear() {
    traffic(90, Duration.ofNanos(100_000), Duration.ofNanos(6_000));
    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    traffic(90, Duration.ofNanos(100_000), Duration.ofMillis(1));

    assertThat(pays.isWorthALook()).isTrue();
  }

  @Test
  void standsAsideForTrafficThatDoesNotRepeat() {
    traffic(0, Duration.ofNanos(100_000), Duration.ofMillis(5));

    assertThat(pays.isWorthALook()).isFalse();
  }

  @Test
  void triesAgainForAShortWhile() {
    traffic(0, Duration.ofNanos(100_000), Duration.ofMillis(5));
    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    assertThat(pays.isWorthALook()).isTrue();

    now.addAndGet(Pays.TRIAL.toNanos() + 1);
    assertThat(pays.isWorthALook()).isFalse();
    assertThat((double) Pays.TRIAL.toNanos() / Pays.ASIDE.toNanos()).isLessThanOrEqualTo(0.01);
  }

  @Test
  void comesBackWhenTheTrialPays() {
    traffic(0, Duration.ofNanos(100_000), Duration.ofMillis(5));
    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    traffic(80, Duration.ofNanos(100_000), Duration.ofMillis(5));

    assertThat(pays.isWorthALook()).isTrue();
    assertThat(pays.isAside()).isFalse();
  }
}
