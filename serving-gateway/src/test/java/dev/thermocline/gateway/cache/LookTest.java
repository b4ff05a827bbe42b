package dev.thermocline.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.gateway.world.MemoryAnswers;
import dev.thermocline.kit.project.Project;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookTest {
  private static final List<Tensor> ANSWER = List.of(Tensor.ofFloats("p", new long[] {1, 1}, 0.5f));

  private final PredictionCache cache =
      new PredictionCache(
          new MemoryAnswers(),
          Duration.ofSeconds(2),
          new CacheMeters(new SimpleMeterRegistry()),
          Clock.systemUTC());
  private final AtomicInteger calls = new AtomicInteger();

  private static Deployment deployment() {
    return new Deployment(
        Project.DEFAULT,
        "risk",
        false,
        1,
        1,
        null,
        null,
        "auto",
        null,
        List.of(),
        null,
        new Deployment.CachePolicy(true, Duration.ofMinutes(5), true, true, Duration.ZERO),
        new Deployment.MissingPolicy(Deployment.MissingPolicy.Action.REJECT, Map.of()),
        Duration.ZERO,
        new Deployment.LogPolicy(0, false, false));
  }

  private Look look() {
    return cache.look(deployment(), 1, () -> List.of(new byte[] {1}), true, true, deadline());
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofSeconds(30));
  }

  private CacheState answer(Look look) {
    return look.answer(
            List.of(Look.Basis.NOTHING),
            0,
            true,
            deadline(),
            _ -> {
              calls.incrementAndGet();
              return List.of(ANSWER);
            })
        .state();
  }

  @Test
  void looksAgainBeforeItCallsTheModelWhenItsLookWasLongAgo() {
    Look held = look();
    assertThat(answer(look())).isEqualTo(CacheState.MISS);

    long landed = System.nanoTime();
    long forgotten = Flights.LINGERING.multipliedBy(2).toNanos();
    Eventually.holds(() -> System.nanoTime() - landed > forgotten);

    assertThat(answer(held)).isEqualTo(CacheState.HIT);
    assertThat(calls).hasValue(1);
  }

  @Test
  void joinsACallThatLandedAfterItHadLooked() {
    Look held = look();
    assertThat(answer(look())).isEqualTo(CacheState.MISS);

    assertThat(answer(held)).isIn(CacheState.COALESCED, CacheState.HIT);
    assertThat(calls).hasValue(1);
  }
}
