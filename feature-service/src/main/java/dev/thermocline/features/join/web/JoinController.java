package dev.thermocline.features.join.web;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.join.JoinOrder;
import dev.thermocline.features.join.Joins;
import dev.thermocline.features.join.ResultFiles;
import dev.thermocline.features.join.TrainingSets;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.json.JsonValues;
import dev.thermocline.features.offline.MediaFormats;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.web.JobStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

/** The routes by which training sets are made. */
@RestController
@RequestMapping("/api/v1/joins")
class JoinController {
  private static final int MOST_INLINE = 100_000;

  private final Joins joins;
  private final TrainingSets sets;
  private final ResultFiles files;
  private final JobStream streams;

  JoinController(Joins joins, TrainingSets sets, ResultFiles files, JobStream streams) {
    this.joins = joins;
    this.sets = sets;
    this.files = files;
    this.streams = streams;
  }

  /** Where entity rows were put, to be named by the join that reads them. */
  record UploadResponse(String path) {}

  @PostMapping("/entity-rows")
  @ResponseStatus(HttpStatus.CREATED)
  UploadResponse upload(HttpServletRequest request, Project project) throws IOException {
    Format format = MediaFormats.of(request.getContentType());
    long length = request.getContentLengthLong();
    ObjectAddress address =
        joins.upload(
            project,
            request.getInputStream(),
            length < 0 ? ObjectStore.UNKNOWN_LENGTH : length,
            format);
    return new UploadResponse("s3://" + address);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  JoinResponse submit(@RequestBody JsonNode body, Project project, Caller caller)
      throws IOException {
    JsonObject json = JsonObject.of(body, "the body").knows("entityRows");
    String path = body.path("entityRows").isMissingNode() ? null : inline(body, project);
    return response(project, joins.submit(project, order(json, path), caller));
  }

  private JoinResponse response(Project project, Job job) {
    return JoinResponse.of(job, sets.find(project, job.id()), TrainingSets.LIFETIME);
  }

  private static JoinOrder order(
      JsonObject body, @org.jspecify.annotations.Nullable String inline) {
    return body.read(json -> {
      TimeRange range = json.optionalObject("range", JoinController::range).orElse(null);
      String path = inline;
      if (range == null) {
        path = inline == null ? json.text("entityRowsPath") : inline;
      } else if (inline != null || json.optionalText("entityRowsPath").isPresent()) {
        throw ThermoclineException.invalid("Give either entity rows or a range, not both.");
      }
      if (path != null
          && (!path.startsWith("s3://") || path.indexOf('/', 5) < 6 || path.endsWith("/"))) {
        throw ThermoclineException.invalid(
            "'entityRowsPath' must be s3://bucket/key, as the upload of entity rows answers.");
      }
      int slash = path == null ? 0 : path.indexOf('/', 5);
      Long version = json.optionalLong("version").orElse(null);
      return new JoinOrder(
          json.texts("features").stream().map(FeatureReference::parse).toList(),
          json.optionalText("featureService").orElse(null),
          version == null ? null : Math.toIntExact(Math.clamp(version, 0, Integer.MAX_VALUE)),
          path == null ? null : path.substring(5, slash),
          path == null ? null : path.substring(slash + 1),
          range,
          path == null ? Format.PARQUET : MediaFormats.ofName(path),
          json.optionalText("eventTime").orElse("event_timestamp"),
          json.optionalFlag("fullFeatureNames").orElse(false),
          snapshots(json),
          json.optionalFlag("loose").orElse(false),
          json.optionalFlag("leakageReport").orElse(true),
          json.optionalText("dataset").orElse(null),
          json.optionalFlag("keep").orElse(false));
    });
  }

  private static TimeRange range(JsonObject json) {
    long from = micros(json.text("from"), "range.from");
    long to = micros(json.text("to"), "range.to");
    if (from >= to) {
      throw ThermoclineException.invalid("range: 'to' must be later than 'from'.");
    }
    return new TimeRange(from, to);
  }

  private static long micros(String text, String place) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, JsonValues.instant(text, place));
  }

  private static Map<String, Long> snapshots(JsonObject json) {
    Map<String, Long> snapshots = new HashMap<>();
    json.objects(
        "snapshots",
        s ->
            snapshots.put(
                s.text("view"),
                s.optionalLong("number")
                    .orElseThrow(() -> ThermoclineException.invalid("'number' is missing."))));
    return snapshots;
  }

  private String inline(JsonNode body, Project project) throws IOException {
    JsonNode rows = body.get("entityRows");
    if (!rows.isArray() || rows.isEmpty() || rows.size() > MOST_INLINE) {
      throw ThermoclineException.invalid(
          "'entityRows' must be an array of 1 to %d objects. Upload more than that as a file."
              .formatted(MOST_INLINE));
    }
    List<String> lines = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      if (!row.isObject()) {
        throw ThermoclineException.invalid("'entityRows' must hold objects, one for each row.");
      }
      lines.add(row.toString());
    }
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    return "s3://"
        + joins.upload(project, new ByteArrayInputStream(text), text.length, Format.JSON);
  }

  @GetMapping("/{id}")
  JoinResponse get(@PathVariable UUID id, Project project) {
    return response(project, joins.get(project, id));
  }

  @GetMapping("/{id}/stream")
  SseEmitter stream(@PathVariable UUID id, Project project) {
    return streams.open(project, "join", id);
  }

  @DeleteMapping("/{id}")
  JoinResponse cancel(@PathVariable UUID id, Project project) {
    return response(project, joins.cancel(project, id));
  }

  /** Keeps the files beyond their time, for a run that uses them or for a reason in words. */
  @PutMapping("/{id}/kept")
  JoinResponse keep(
      @PathVariable UUID id, @RequestBody JsonNode body, Project project, Caller caller) {
    String why =
        JsonObject.of(body, "the body")
            .read(json ->
                json.optionalText("run")
                    .map(run -> "run " + run)
                    .orElseGet(() -> json.optionalText("reason").orElse("")));
    sets.keep(project, id, caller.name(), why);
    return get(id, project);
  }

  /** Lets the files go when their time is over. */
  @DeleteMapping("/{id}/kept")
  JoinResponse release(@PathVariable UUID id, Project project) {
    sets.release(project, id);
    return get(id, project);
  }

  /** The training set itself: the Parquet file, or a stream of Arrow for who accepts that. */
  @GetMapping("/{id}/rows")
  void rows(
      @PathVariable UUID id,
      @RequestHeader(name = "Accept", defaultValue = "*/*") String accept,
      Project project,
      HttpServletResponse response)
      throws IOException {
    if (accept.toLowerCase(Locale.ROOT).contains(MediaFormats.ARROW)) {
      files.arrow(
          project,
          id,
          (stream, length) -> {
            response.setContentType(MediaFormats.ARROW);
            response.setContentLengthLong(length);
            stream.transferTo(response.getOutputStream());
          });
      return;
    }
    try (ObjectContent content = joins.result(project, id)) {
      response.setContentType(MediaFormats.PARQUET);
      response.setContentLengthLong(content.length());
      content.bytes().transferTo(response.getOutputStream());
    }
  }
}
