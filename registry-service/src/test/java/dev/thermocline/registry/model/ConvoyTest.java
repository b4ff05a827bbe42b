package dev.thermocline.registry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConvoyTest {
  private final List<List<Integer>> trips = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch away = new CountDownLatch(1);
  private final CountDownLatch mayReturn = new CountDownLatch(1);

  private final Convoy<Integer> convoy =
      new Convoy<>(passengers -> {
        trips.add(List.copyOf(passengers));
        away.countDown();
        await(mayReturn);
      });

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A caller who waits for its trip. */
  private Thread waiting(int passenger) {
    Thread caller = Thread.ofPlatform().start(() -> convoy.travel(passenger));
    Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);
    return caller;
  }

  @Test
  void takesAllWhoCameMeanwhileInTheOrderInWhichTheyCame() throws Exception {
    List<Thread> callers = new ArrayList<>();
    callers.add(Thread.ofPlatform().start(() -> convoy.travel(0)));
    away.await();
    IntStream.rangeClosed(1, 5).forEach(passenger -> callers.add(waiting(passenger)));

    mayReturn.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(trips).containsExactly(List.of(0), List.of(1, 2, 3, 4, 5));
  }

  @Test
  void tellsAnInterruptedCallerOnlyAfterItsTrip() throws Exception {
    Thread first = Thread.ofPlatform().start(() -> convoy.travel(0));
    away.await();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread second =
        Thread.ofPlatform()
            .start(() -> {
              convoy.travel(1);
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    Awaitility.await().until(() -> second.getState() == Thread.State.WAITING);
    second.interrupt();
    Awaitility.await().until(() -> !second.isInterrupted());

    assertThat(second.isAlive()).isTrue();
    mayReturn.countDown();
    first.join();
    second.join();

    assertThat(interrupted).isTrue();
    assertThat(trips).containsExactly(List.of(0), List.of(1));
  }

  @Test
  void servesEveryCallerOnceAndMakesOneTripAtATime() throws Exception {
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Integer> served = new ArrayList<>();
    var crowd =
        new Convoy<Integer>(passengers -> {
          most.accumulateAndGet(under.incrementAndGet(), Math::max);
          served.addAll(passengers);
          under.decrementAndGet();
        });
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int first = i * 100;
      callers.add(
          Thread.ofVirtual()
              .start(() -> IntStream.range(first, first + 100).forEach(crowd::travel)));
    }
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(most).hasValue(1);
    assertThat(served)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 6_400).boxed().toList());
  }
}
