package dev.thermocline.record.job.scheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.thermocline.record.job.JobKind;
import dev.thermocline.record.job.JobStore;
import dev.thermocline.record.job.Jobs;
import dev.thermocline.record.page.PageTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@AutoConfiguration(
    beforeName = "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration")
class JobAutoConfiguration {
  @Bean
  JobWorker jobWorker(
      JobStore store, ObjectProvider<JobKind<?>> kinds, JsonMapper json, Clock clock) {
    Map<String, JobKind<?>> byName = new HashMap<>();
    for (JobKind<?> kind : kinds.orderedStream().toList()) {
      if (byName.put(kind.name(), kind) != null) {
        throw new IllegalStateException("Two kinds of jobs are called '" + kind.name() + "'");
      }
    }
    return new JobWorker(store, byName, json, clock);
  }

  /** The worker comes late, because kinds of jobs may themselves submit jobs. */
  @Bean
  Task<Void> jobTask(ObjectProvider<JobWorker> workers) {
    return Tasks.oneTime(ScheduledJobs.TASK)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofSeconds(1)))
        .onDeadExecutionRevive()
        .execute((instance, context) ->
            workers
                .getObject()
                .work(
                    UUID.fromString(instance.getId()),
                    () ->
                        context.getSchedulerState().isShuttingDown()
                            || Thread.currentThread().isInterrupted()));
  }

  @Bean
  Jobs jobs(
      JobStore store,
      Scheduler scheduler,
      PlatformTransactionManager transactions,
      PageTokens tokens,
      JsonMapper json,
      Clock clock) {
    return new ScheduledJobs(
        store, scheduler, new TransactionTemplate(transactions), tokens, json, clock);
  }
}
