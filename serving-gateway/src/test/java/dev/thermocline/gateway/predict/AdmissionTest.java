package dev.thermocline.gateway.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thermocline.gateway.predict.Admission.Outcome;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  private static List<Admission.Turn> fill(Admission admission) {
    List<Admission.Turn> turns = new ArrayList<>();
    for (int i = admission.inFlight(); i < admission.limit(); i++) {
      turns.add(admission.enter(Deadline.in(SOON)));
    }
    return turns;
  }

  @Test
  void refusesAtOnceWhatCannotEvenWait() {
    Admission admission = new Admission(4, 0);
    List<Admission.Turn> turns = fill(admission);

    ThermoclineException refused =
        catchThrowableOfType(
            ThermoclineException.class, () -> admission.enter(Deadline.in(Duration.ofHours(1))));

    assertThat(refused.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(admission.refused()).isEqualTo(1);
    turns.forEach(turn -> turn.leave(Outcome.REFUSED));
    admission.enter(Deadline.in(SOON)).leave(Outcome.ANSWERED);
  }

  @Test
  void waitsNoLongerThanHalfOfWhatTheCallerHas() {
    Admission admission = new Admission(4, 10);
    fill(admission);
    Deadline deadline = Deadline.in(SOON);

    assertThatThrownBy(() -> admission.enter(deadline)).isInstanceOf(ThermoclineException.class);
    assertThat(deadline.isOver()).isFalse();
  }

  @Test
  void givesATurnThatIsLeftToOneThatWaits() throws Exception {
    Admission admission = new Admission(4, 10);
    List<Admission.Turn> turns = fill(admission);
    CompletableFuture<Admission.Turn> waiting =
        CompletableFuture.supplyAsync(
            () -> admission.enter(Deadline.in(Duration.ofSeconds(60))),
            work -> Thread.ofVirtual().start(work));

    while (!waiting.isDone() && !turns.isEmpty()) {
      turns.removeLast().leave(Outcome.ANSWERED);
    }

    waiting.get().leave(Outcome.ANSWERED);
  }

  @Test
  void losesNoTurnWhenManyComeAndGo() throws Exception {
    Admission admission = new Admission(4, 64);
    List<CompletableFuture<Integer>> callers = new ArrayList<>();
    for (int caller = 0; caller < 64; caller++) {
      callers.add(
          CompletableFuture.supplyAsync(
              () -> {
                for (int i = 0; i < 500; i++) {
                  admission.enter(Deadline.in(Duration.ofSeconds(60))).leave(Outcome.REFUSED);
                }
                return 500;
              },
              work -> Thread.ofVirtual().start(work)));
    }

    for (CompletableFuture<Integer> caller : callers) {
      assertThat(caller.get()).isEqualTo(500);
    }
    assertThat(admission.inFlight()).isZero();
    assertThat(admission.refused()).isZero();
  }
}
