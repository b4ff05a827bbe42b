package dev.thermocline.features.materialize.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.features.json.ValueWriter;
import dev.thermocline.features.materialize.Materialization;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.web.JobResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as callers read it.
 *
 * @param rows rows read so far, of the stage at hand
 * @param changed rows that were newer than what was online
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MaterializationResponse(
    UUID id,
    String view,
    String state,
    boolean incremental,
    boolean renew,
    boolean whole,
    long afterSnapshot,
    long upToSnapshot,
    @Nullable String start,
    @Nullable String end,
    long rows,
    long changed,
    long refused,
    List<String> refusals,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant finishedAt,
    @Nullable String failure,
    @Nullable JobResponse job) {

  static MaterializationResponse of(Materialization run, @Nullable Job job) {
    Materialization.Scope scope = run.scope();
    Materialization.Progress progress = run.progress();
    Materialization.Ending ending = run.ending();
    boolean ranged = !scope.events().equals(TimeRange.ALL);
    return new MaterializationResponse(
        run.id(),
        run.view(),
        state(ending, job),
        scope.incremental(),
        scope.renew(),
        scope.whole(),
        scope.after(),
        scope.upTo(),
        ranged ? ValueWriter.text(scope.events().from()) : null,
        ranged ? ValueWriter.text(scope.events().to()) : null,
        progress.position(),
        progress.changed(),
        progress.refused(),
        progress.refusals(),
        run.requestedBy(),
        run.requestedAt(),
        ending == null ? null : ending.at(),
        ending == null ? null : ending.failure(),
        job == null ? null : JobResponse.of(job));
  }

  private static String state(Materialization.@Nullable Ending ending, @Nullable Job job) {
    if (ending != null) {
      return ending.outcome().name().toLowerCase(Locale.ROOT);
    }
    return job == null ? "running" : job.state().name().toLowerCase(Locale.ROOT);
  }
}
