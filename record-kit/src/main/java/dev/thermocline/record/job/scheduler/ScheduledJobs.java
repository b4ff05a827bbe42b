package dev.thermocline.record.job.scheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.request.RequestId;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobStore;
import dev.thermocline.record.job.Jobs;
import dev.thermocline.record.page.Page;
import dev.thermocline.record.page.PageTokens;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Jobs whose turn db-scheduler gives to one process among all replicas. */
final class ScheduledJobs implements Jobs {
  static final String TASK = "job";

  private final JobStore store;
  private final Scheduler scheduler;
  private final TransactionTemplate transactions;
  private final PageTokens tokens;
  private final JsonMapper json;
  private final Clock clock;

  ScheduledJobs(
      JobStore store,
      Scheduler scheduler,
      TransactionTemplate transactions,
      PageTokens tokens,
      JsonMapper json,
      Clock clock) {
    this.store = store;
    this.scheduler = scheduler;
    this.transactions = transactions;
    this.tokens = tokens;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public <T> Job submit(Project project, Caller caller, JobKind<T> kind, T request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Job job =
        new Job(
            UUID.randomUUID(),
            project,
            kind.name(),
            json.writeValueAsString(request),
            Job.State.QUEUED,
            0,
            null,
            null,
            false,
            0,
            caller.name(),
            now,
            null,
            now,
            null,
            null,
            null,
            null);
    transactions.executeWithoutResult(status -> {
      store.add(job, RequestId.current());
      scheduler.scheduleIfNotExists(new TaskInstance<>(TASK, job.id().toString()), now);
      lookOnceCommitted();
    });
    return job;
  }

  /**
   * The scheduler's own immediate look comes before the commit: it finds nothing and the job would
   * wait for the next poll.
   */
  private void lookOnceCommitted() {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            scheduler.triggerCheckForDueExecutions();
          }
        });
  }

  @Override
  public Job get(Project project, String kind, UUID id) {
    return store
        .find(id)
        .filter(job -> job.project().equals(project) && job.kind().equals(kind))
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "There is no " + kind + " " + id + " in project '" + project.name() + "'."));
  }

  @Override
  public Page<Job> list(Project project, String kind, int size, @Nullable String pageToken) {
    Instant before = null;
    UUID after = null;
    String query = "jobs/" + kind;
    if (pageToken != null) {
      List<@Nullable String> position = tokens.open(project, query, pageToken);
      before = Instant.parse(Objects.requireNonNull(position.get(0)));
      after = UUID.fromString(Objects.requireNonNull(position.get(1)));
    }
    return Page.cut(
        store.list(project, kind, size + 1, before, after),
        size,
        job ->
            tokens.issue(
                project, query, List.of(job.requestedAt().toString(), job.id().toString())));
  }

  @Override
  public Job cancel(Project project, String kind, UUID id) {
    Job job = get(project, kind, id);
    store.cancel(job.id(), clock.instant());
    return get(project, kind, id);
  }
}
