package dev.thermocline.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaysTest {
  private static final Duration LOOK = Duration.ofNanos(100_000);
  private static final Duration CHEAP = Duration.ofNanos(6_000);
  private static final Duration DEAR = Duration.ofMillis(5);

  private final AtomicLong now = new AtomicLong();
  private final Pays pays = new Pays(now::get);

  private void traffic(int hitsInHundred, Duration model) {
    for (int i = 0; i < Pays.SAMPLE; i++) {
      boolean hit = i % 100 < hitsInHundred;
      if (!hit) {
        pays.ran(model.toNanos());
      }
      pays.looked(hit, LOOK.toNanos());
    }
  }

  private void trial(int hitsInHundred, Duration model) {
    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    traffic(hitsInHundred, model);
  }

  @Test
  void staysWhereHitsSaveMoreThanLooksCost() {
    traffic(60, DEAR);

    assertThat(pays.isWorthALook()).isTrue();
  }

  @Test
  void standsAsideForAModelCheaperThanALook() {
    traffic(90, CHEAP);

    assertThat(pays.isWorthALook()).isFalse();
    assertThat(pays.reason()).contains("model");
  }

  @Test
  void knowsACheapModelThatHasNotRunOfLate() {
    traffic(100, CHEAP);
    assertThat(pays.isWorthALook()).as("nothing is known of the model").isTrue();

    pays.ran(CHEAP.toNanos());
    traffic(100, CHEAP);
    assertThat(pays.isWorthALook()).isFalse();

    trial(100, CHEAP);
    assertThat(pays.isWorthALook()).as("after a trial of hits alone").isFalse();
  }

  @Test
  void fewRunsOfACheapModelThatWereHeldUpDoNotMakeItDear() {
    traffic(90, CHEAP);
    trial(98, DEAR);

    assertThat(pays.isWorthALook()).isFalse();
  }

  @Test
  void noticesThatAModelBecameDear() {
    traffic(90, CHEAP);
    trial(90, DEAR);

    assertThat(pays.isWorthALook()).isTrue();
  }

  @Test
  void standsAsideForTrafficThatDoesNotRepeat() {
    traffic(0, DEAR);

    assertThat(pays.isWorthALook()).isFalse();
  }

  @Test
  void triesAgainForAShortWhile() {
    traffic(0, DEAR);
    now.addAndGet(Pays.ASIDE.toNanos() + 1);
    assertThat(pays.isWorthALook()).isTrue();

    now.addAndGet(Pays.TRIAL.toNanos() + 1);
    assertThat(pays.isWorthALook()).isFalse();
    assertThat((double) Pays.TRIAL.toNanos() / Pays.ASIDE.toNanos()).isLessThanOrEqualTo(0.01);
  }

  @Test
  void comesBackWhenTheTrialPays() {
    traffic(0, DEAR);
    trial(80, DEAR);

    assertThat(pays.isWorthALook()).isTrue();
    assertThat(pays.isAside()).isFalse();
  }
}
