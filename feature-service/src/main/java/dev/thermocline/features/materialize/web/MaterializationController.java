package dev.thermocline.features.materialize.web;

import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.materialize.Materialization;
import dev.thermocline.features.materialize.Materializations;
import dev.thermocline.features.materialize.Materializations.Wanted;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.web.JobStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

/** The routes by which views are materialized. */
@RestController
@RequestMapping("/api/v1/materializations")
class MaterializationController {
  private static final int MOST = 1000;

  private final Materializations materializations;
  private final JobStream streams;

  MaterializationController(Materializations materializations, JobStream streams) {
    this.materializations = materializations;
    this.streams = streams;
  }

  record Runs(List<MaterializationResponse> items) {}

  private record Asked(List<String> views, Wanted wanted) {}

  /** Starts a run over each of the views: what is new since the last success, or a range. */
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Runs start(@RequestBody JsonNode body, Project project, Caller caller) {
    Asked asked =
        JsonObject.of(body, "the body").read(json -> new Asked(json.texts("views"), wanted(json)));
    if (asked.views().isEmpty()) {
      throw ThermoclineException.invalid("views: name at least one.");
    }
    return new Runs(
        materializations.start(project, asked.views(), asked.wanted(), caller).stream()
            .map(run -> MaterializationResponse.of(run, materializations.job(run)))
            .toList());
  }

  /** Runs, newest first. */
  @GetMapping
  Runs list(
      @RequestParam(required = false) @Nullable String view,
      @RequestParam(required = false) @Nullable Instant before,
      @RequestParam(defaultValue = "50") int limit,
      Project project) {
    if (limit < 1 || limit > MOST) {
      throw ThermoclineException.invalid("limit must lie between 1 and " + MOST + ".");
    }
    Instant end = before == null ? Instant.now().plus(1, ChronoUnit.DAYS) : before;
    return new Runs(
        materializations.list(project, view, end, limit).stream()
            .map(run -> MaterializationResponse.of(run, null))
            .toList());
  }

  @GetMapping("/{id}")
  MaterializationResponse get(@PathVariable UUID id, Project project) {
    Materialization run = materializations.get(project, id);
    return MaterializationResponse.of(run, materializations.job(run));
  }

  @GetMapping(path = "/{id}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter watch(@PathVariable UUID id, Project project) {
    return streams.open(project, "materialization", id);
  }

  @DeleteMapping("/{id}")
  MaterializationResponse cancel(@PathVariable UUID id, Project project) {
    return MaterializationResponse.of(materializations.cancel(project, id), null);
  }

  private static Wanted wanted(JsonObject json) {
    Optional<String> start = json.optionalText("start");
    Optional<String> end = json.optionalText("end");
    boolean renew = json.optionalFlag("renew").orElse(true);
    if (start.isEmpty() && end.isEmpty()) {
      return new Wanted.Incremental(renew);
    }
    return new Wanted.Range(
        new TimeRange(
            start.map(text -> micros(text, "start")).orElse(Long.MIN_VALUE),
            end.map(text -> micros(text, "end")).orElse(Long.MAX_VALUE)));
  }

  private static long micros(String text, String place) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, JsonValues.instant(text, place));
  }
}
