package dev.thermocline.kit.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final Dependency WELL = Dependency.of("well", () -> {});
  private static final Dependency BROKEN =
      Dependency.of(
          "broken",
          () -> {
            throw new IOException("redis://user:hunter2@host is gone");
          });

  @Test
  void isReadyWhileEveryDependencyAnswers() {
    try (HealthWatch watch = new HealthWatch(List.of(WELL), List.of(), List.of(), CLOCK)) {
      assertThat(watch.readiness().status()).isEqualTo("ready");
    }
  }

  @Test
  void namesWhatFailsAndStaysReadyWithoutTellingAddresses() {
    try (HealthWatch watch = new HealthWatch(List.of(WELL, BROKEN), List.of(), List.of(), CLOCK)) {
      Readiness readiness = watch.readiness();

      assertThat(readiness.isReady()).isTrue();
      assertThat(readiness.status()).isEqualTo("degraded");
      assertThat(readiness.dependencies())
          .filteredOn(finding -> !finding.up())
          .singleElement()
          .satisfies(finding -> assertThat(finding.name()).isEqualTo("broken"))
          .satisfies(finding -> assertThat(finding.detail()).doesNotContain("hunter2"));
    }
  }

  @Test
  void saysWhyInWordsOfItsOwn() {
    assertThat(Ailment.of(new IllegalStateException(new ConnectException("host:1 refused"))))
        .isEqualTo("takes no connections; start it, or correct its address");
    assertThat(Ailment.of(new UnknownHostException("no.such.host"))).contains("not known");
    assertThat(Ailment.of(new IOException(new SocketTimeoutException("read")))).contains("in time");
    assertThat(Ailment.of(new IOException("redis://user:hunter2@host")))
        .isEqualTo("answered with a failure; the log of this service has it");
  }

  @Test
  void isUnreadyWhileAVitalDependencyFailsOrAGateIsClosed() {
    try (HealthWatch watch =
        new HealthWatch(
            List.of(WELL, BROKEN),
            List.of(() -> Optional.of("no routing table")),
            List.of(new Vital("broken")),
            CLOCK)) {
      assertThat(watch.readiness().isReady()).isFalse();
      assertThat(watch.readiness().reasons())
          .hasSize(2)
          .anyMatch(reason -> reason.contains("broken"))
          .contains("no routing table");
    }
  }

  @Test
  void answersInTimeThoughADependencyHangs() {
    CountDownLatch never = new CountDownLatch(1);
    Dependency hanging = Dependency.of("hanging", never::await);
    try (HealthWatch watch =
        new HealthWatch(List.of(hanging, WELL, hanging), List.of(), List.of(), CLOCK)) {
      long begun = System.nanoTime();
      Readiness readiness = watch.readiness();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      assertThat(readiness.dependencies()).extracting(Readiness.Finding::up).contains(true, false);
    }
  }

  @Test
  void asksNotMoreOftenThanEverySecondHoweverManyAskIt() {
    AtomicInteger asked = new AtomicInteger();
    Dependency counted = Dependency.of("counted", asked::incrementAndGet);
    try (HealthWatch watch = new HealthWatch(List.of(counted), List.of(), List.of(), CLOCK)) {
      for (int i = 0; i < 100; i++) {
        watch.readiness();
      }
    }
    assertThat(asked).hasValue(1);
  }
}
