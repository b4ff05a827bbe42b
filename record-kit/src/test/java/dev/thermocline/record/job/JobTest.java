package dev.thermocline.record.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.project.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void goesOnAsLongAsItsRateSays() {
    Job job = job(Job.State.RUNNING, 250, 1000L);

    assertThat(job.rate()).hasValue(25);
    assertThat(job.remaining()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void makesNoPromiseWhereNothingIsKnown() {
    assertThat(job(Job.State.RUNNING, 250, null).remaining()).isNull();
    assertThat(job(Job.State.RUNNING, 0, 1000L).remaining()).isNull();
    assertThat(job(Job.State.SUCCEEDED, 1000, 1000L).remaining()).isNull();
  }

  @Test
  void neverHasLessThanNothingToDo() {
    assertThat(job(Job.State.RUNNING, 1200, 1000L).remaining()).isEqualTo(Duration.ZERO);
  }

  private static Job job(Job.State state, long done, @Nullable Long total) {
    Instant now = START.plusSeconds(10);
    return new Job(
        new UUID(0, 1),
        Project.DEFAULT,
        "counting",
        "{}",
        state,
        done,
        total,
        null,
        false,
        1,
        "ada",
        START,
        START,
        now,
        state.isEnd() ? now : null,
        null,
        null,
        null);
  }
}
