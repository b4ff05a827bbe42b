package dev.thermocline.features.join.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.thermocline.features.join.TrainingSet;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.web.JobResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A join as callers read it: its job, and what became of its files. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JoinResponse(@JsonUnwrapped JobResponse job, @Nullable TrainingSetResponse trainingSet) {
  static JoinResponse of(Job job, Optional<TrainingSet> set, Duration lifetime) {
    return new JoinResponse(
        JobResponse.of(job), set.map(s -> TrainingSetResponse.of(s, lifetime)).orElse(null));
  }

  /**
   * The files of a join as a version of a dataset.
   *
   * @param state {@code registered}, {@code waiting} for the registry, or {@code refused} by it
   * @param failure what the registry last said
   * @param keptUntil when the files go, where nobody keeps them
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TrainingSetResponse(
      String state,
      DatasetResponse dataset,
      @Nullable String failure,
      @Nullable KeptResponse kept,
      @Nullable Instant keptUntil,
      @Nullable Instant removedAt) {
    static TrainingSetResponse of(TrainingSet set, Duration lifetime) {
      TrainingSet.Keeping kept = set.kept();
      String state = set.refused() ? "refused" : set.version() == null ? "waiting" : "registered";
      return new TrainingSetResponse(
          state,
          DatasetResponse.of(set),
          set.failure(),
          kept == null ? null : new KeptResponse(kept.by(), kept.why(), kept.at()),
          kept == null && set.sweptAt() == null ? set.madeAt().plus(lifetime) : null,
          set.sweptAt());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DatasetResponse(
      String name,
      @Nullable String version,
      @Nullable String digest,
      @Nullable String mlflowDigest,
      @Nullable String location) {
    static DatasetResponse of(TrainingSet set) {
      TrainingSet.Version version = set.version();
      return version == null
          ? new DatasetResponse(set.dataset(), null, null, null, null)
          : new DatasetResponse(
              set.dataset(),
              version.version(),
              version.digest(),
              version.mlflowDigest(),
              version.location());
    }
  }

  record KeptResponse(String by, String why, Instant at) {}
}
