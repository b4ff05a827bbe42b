package dev.thermocline.features.feast.web;

import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.materialize.Materialization;
import dev.thermocline.features.materialize.Materializations;
import dev.thermocline.features.materialize.Materializations.Wanted;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Feast's routes for materializing; without {@code async} the answer waits for the end. */
@RestController
class FeastMaterializeController {
  private static final Duration LONGEST = Duration.ofMinutes(9);

  private final Materializations materializations;

  FeastMaterializeController(Materializations materializations) {
    this.materializations = materializations;
  }

  @PostMapping({"/materialize", "/projects/{project}/materialize"})
  ResponseEntity<?> materialize(
      @RequestBody JsonNode body,
      @RequestParam(name = "async", defaultValue = "false") boolean async,
      Project project,
      Caller caller)
      throws InterruptedException {
    boolean everything = body.path("disable_event_timestamp").asBoolean(false);
    TimeRange range =
        everything ? TimeRange.ALL : new TimeRange(time(body, "start_ts"), time(body, "end_ts"));
    return run(project, body, new Wanted.Range(range), async, caller);
  }

  @PostMapping({"/materialize-incremental", "/projects/{project}/materialize-incremental"})
  ResponseEntity<?> incremental(
      @RequestBody JsonNode body,
      @RequestParam(name = "async", defaultValue = "false") boolean async,
      Project project,
      Caller caller)
      throws InterruptedException {
    time(body, "end_ts");
    return run(project, body, new Wanted.Incremental(true), async, caller);
  }

  private ResponseEntity<?> run(
      Project project, JsonNode body, Wanted wanted, boolean async, Caller caller)
      throws InterruptedException {
    List<String> views = views(project, body);
    List<Materialization> runs = materializations.start(project, views, wanted, caller);
    if (async) {
      Map<String, Object> accepted = new LinkedHashMap<>();
      accepted.put("status", "accepted");
      accepted.put("feature_views", views);
      return ResponseEntity.accepted().body(accepted);
    }
    Instant deadline = Instant.now().plus(LONGEST);
    for (Materialization run : runs) {
      await(run, deadline);
    }
    return ResponseEntity.ok().header("Content-Type", "application/json").body("null");
  }

  private void await(Materialization run, Instant deadline) throws InterruptedException {
    Job job = materializations.await(run, Duration.between(Instant.now(), deadline));
    if (!job.state().isEnd()) {
      throw new ThermoclineException(
          ErrorKind.DEADLINE_EXCEEDED,
          "The view '%s' is still being materialized; ask with async=true for long ones."
              .formatted(run.view()));
    }
    if (job.state() != Job.State.SUCCEEDED) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The view '%s' was not materialized: %s".formatted(run.view(), job.failure()));
    }
  }

  private List<String> views(Project project, JsonNode body) {
    @Nullable JsonNode named = body.get("feature_views");
    if (named == null || named.isNull()) {
      return materializations.onlineViews(project);
    }
    List<String> views = new ArrayList<>();
    for (JsonNode name : named) {
      views.add(name.asString());
    }
    return views;
  }

  private static long time(JsonNode body, String name) {
    @Nullable JsonNode text = body.get(name);
    if (text == null || !text.isString()) {
      throw ThermoclineException.invalid(
          "'%s' is missing; it is a time such as 2026-01-31T12:00:00.".formatted(name));
    }
    return ChronoUnit.MICROS.between(Instant.EPOCH, JsonValues.instant(text.asString(), name));
  }
}
