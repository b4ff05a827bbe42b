package dev.thermocline.gateway.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.netflix.concurrency.limits.Limiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final String ANYBODY = "";

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger free = new AtomicInteger();
  private final Queue<String> served = new ConcurrentLinkedQueue<>();
  private final WaitingLine<String> line = new WaitingLine<>(this::acquire, 1_000, now::get);
  private final List<CompletableFuture<Void>> all = new ArrayList<>();

  private Optional<Limiter.Listener> acquire(String context) {
    return free.getAndUpdate(left -> Math.max(0, left - 1)) > 0
        ? Optional.of(new Given())
        : Optional.empty();
  }

  private static final class Given implements Limiter.Listener {
    @Override
    public void onSuccess() {}

    @Override
    public void onIgnore() {}

    @Override
    public void onDropped() {}
  }

  private void join(String name, Duration patience) {
    int before = line.waiting();
    all.add(
        CompletableFuture.runAsync(
            () -> {
              if (line.await(patience, name).isPresent()) {
                served.add(name);
              }
            },
            work -> Thread.ofVirtual().start(work)));
    while (line.waiting() == before && !all.getLast().isDone()) {
      Thread.onSpinWait();
    }
  }

  private void giveTurn() {
    int before = served.size();
    free.incrementAndGet();
    line.serve(ANYBODY);
    while (served.size() == before) {
      Thread.onSpinWait();
    }
  }

  private void learn(Duration perTurn) {
    join("first", LONG);
    for (int i = 0; i < 1_000; i++) {
      join("next", LONG);
      now.addAndGet(perTurn.toNanos());
      giveTurn();
    }
    giveTurn();
    served.clear();
  }

  @Test
  void theMostUrgentGoesFirst() {
    join("patient", LONG);
    join("urgent", LONG.dividedBy(2));
    join("as patient", LONG);

    giveTurn();
    giveTurn();
    giveTurn();

    assertThat(served).containsExactly("urgent", "patient", "as patient");
  }

  @Test
  void sendsAwayAtOnceWhoWouldComeTooLate() {
    learn(Duration.ofMillis(10));
    Duration patience = Duration.ofMillis(300);
    for (int ahead = 0; ahead * 10 <= 75; ahead++) {
      join("in time", patience);
    }
    int waiting = line.waiting();

    assertThat(line.await(patience, "too late")).isEmpty();
    assertThat(line.waiting()).isEqualTo(waiting).isEqualTo(8);

    join("urgent", Duration.ofMillis(50));
    giveTurn();
    assertThat(served).containsExactly("urgent");
    while (line.waiting() > 0) {
      giveTurn();
    }
  }

  @Test
  void aPauseIsNotTakenForASlowModel() {
    learn(Duration.ofMillis(1));
    join("before", LONG);
    join("after", LONG);
    giveTurn();
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    giveTurn();

    for (int i = 0; i < 10; i++) {
      join("in time", Duration.ofMillis(200));
    }
    assertThat(line.waiting()).isEqualTo(10);
    while (line.waiting() > 0) {
      giveTurn();
    }
  }
}
