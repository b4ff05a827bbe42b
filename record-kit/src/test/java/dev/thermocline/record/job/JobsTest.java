package dev.thermocline.record.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.ExampleService;
import dev.thermocline.record.RecordTest;
import dev.thermocline.record.page.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JobsTest extends RecordTest {
  private static final Caller ADA = new Caller("ada", Role.SCIENTIST);

  private final Jobs jobs;
  private final JobStore store;
  private final JobKind<ExampleService.Count> counting;
  private final TransactionTemplate transactions;

  @Autowired
  JobsTest(
      Jobs jobs,
      JobStore store,
      JobKind<ExampleService.Count> counting,
      PlatformTransactionManager transactions) {
    this.jobs = jobs;
    this.store = store;
    this.counting = counting;
    this.transactions = new TransactionTemplate(transactions);
  }

  @Test
  void doesTheWorkAndKeepsWhatCameOut() {
    Job queued = submit(Project.DEFAULT, 10, false, false);

    Job ended = await(queued, job -> job.state().isEnd());

    assertThat(ended.state()).isEqualTo(Job.State.SUCCEEDED);
    assertThat(ended.done()).isEqualTo(10);
    assertThat(ended.total()).isEqualTo(10);
    assertThat(ended.requestedBy()).isEqualTo("ada");
    assertThat(ended.result()).contains("\"upTo\":10");
    assertThat(ended.finishedAt()).isNotNull();
  }

  @Test
  void stopsARunningJobThatIsCancelled() {
    Job running =
        await(submit(Project.DEFAULT, 5, true, false), j -> j.state() == Job.State.RUNNING);

    jobs.cancel(Project.DEFAULT, ExampleService.COUNTING, running.id());

    assertThat(await(running, job -> job.state().isEnd()).state()).isEqualTo(Job.State.CANCELLED);
  }

  @Test
  void failsWithoutTellingWhatBrokeInside() {
    Job ended = await(submit(Project.DEFAULT, 1, false, true), job -> job.state().isEnd());

    assertThat(ended.state()).isEqualTo(Job.State.FAILED);
    assertThat(ended.failureCode()).isEqualTo("internal");
    assertThat(ended.failure()).contains("job-" + ended.id()).doesNotContain("hunter2");
  }

  @Test
  void neverStartsAJobWhoseTransactionWasRolledBack() {
    UUID id =
        transactions.execute(status -> {
          Job job = submit(Project.DEFAULT, 1, false, false);
          status.setRollbackOnly();
          return job.id();
        });

    assertThat(store.find(Objects.requireNonNull(id))).isEmpty();
  }

  @Test
  void showsNoJobOfAnotherProjectOrKind() {
    Job job = submit(Project.DEFAULT, 1, false, false);

    assertNotFound(() -> jobs.get(new Project("elsewhere"), job.kind(), job.id()));
    assertNotFound(() -> jobs.get(Project.DEFAULT, "other", job.id()));
    assertNotFound(() -> jobs.cancel(new Project("elsewhere"), job.kind(), job.id()));
  }

  @Test
  void listsPageAfterPageWithoutGapsAndTwins() {
    Project project = new Project("pages");
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.addFirst(submit(project, 1, false, false).id());
    }

    List<UUID> listed = new ArrayList<>();
    String token = null;
    do {
      Page<Job> page = jobs.list(project, ExampleService.COUNTING, 3, token);
      page.items().forEach(job -> listed.add(job.id()));
      token = page.nextPageToken();
    } while (token != null);

    assertThat(listed).containsExactlyInAnyOrderElementsOf(made).doesNotHaveDuplicates();
  }

  @Test
  void beginsAgainWhatAProcessDiedOver() {
    Job job = submit(Project.DEFAULT, 1, true, false);
    Job running = await(job, j -> j.state() == Job.State.RUNNING);

    Job again = store.begin(running.id(), running.updatedAt().plusSeconds(60)).orElseThrow();

    assertThat(again.attempts()).isEqualTo(2);
    jobs.cancel(Project.DEFAULT, ExampleService.COUNTING, job.id());
    assertThat(store.begin(running.id(), running.updatedAt().plusSeconds(90))).isEmpty();
  }

  private Job submit(Project project, int upTo, boolean forEver, boolean fail) {
    return jobs.submit(project, ADA, counting, new ExampleService.Count(upTo, forEver, fail));
  }

  private Job await(Job job, Predicate<Job> condition) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> jobs.get(job.project(), job.kind(), job.id()), condition);
  }

  private static void assertNotFound(ThrowingCallable attempt) {
    assertThatExceptionOfType(ThermoclineException.class)
        .isThrownBy(attempt)
        .matches(e -> e.kind() == ErrorKind.NOT_FOUND);
  }
}
