package dev.thermocline.record.job.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.thermocline.record.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as callers read it.
 *
 * @param rate units a second
 * @param remaining as an ISO duration, while it runs and the total is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobResponse(
    UUID id,
    String kind,
    String project,
    String state,
    long done,
    @Nullable Long total,
    @Nullable Double rate,
    @Nullable Duration remaining,
    @Nullable String note,
    boolean cancelRequested,
    int attempts,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Failure failure,
    @JsonRawValue @Nullable String result) {

  /** Why it failed, with the stable code that an error of the API carries. */
  public record Failure(String code, String message) {}

  public static JobResponse of(Job job) {
    String code = job.failureCode();
    String failure = job.failure();
    return new JobResponse(
        job.id(),
        job.kind(),
        job.project().name(),
        job.state().name().toLowerCase(Locale.ROOT),
        job.done(),
        job.total(),
        job.rate().isPresent() ? job.rate().getAsDouble() : null,
        job.remaining(),
        job.note(),
        job.cancelRequested(),
        job.attempts(),
        job.requestedBy(),
        job.requestedAt(),
        job.startedAt(),
        job.finishedAt(),
        code == null || failure == null ? null : new Failure(code, failure),
        job.result());
  }
}
