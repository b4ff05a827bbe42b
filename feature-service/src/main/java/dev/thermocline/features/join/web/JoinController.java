package dev.thermocline.features.join.web;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.features.definition.FeatureReference;
import dev.thermocline.features.join.JoinOrder;
import dev.thermocline.features.join.Joins;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.offline.MediaFormats;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.web.JobResponse;
import dev.thermocline.record.job.web.JobStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
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
  private final JobStream streams;

  JoinController(Joins joins, JobStream streams) {
    this.joins = joins;
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
  JobResponse submit(@RequestBody JsonNode body, Project project, Caller caller)
      throws IOException {
    JsonObject json = JsonObject.of(body, "the body").knows("entityRows");
    String path = body.path("entityRows").isMissingNode() ? null : inline(body, project);
    return JobResponse.of(joins.submit(project, order(json, path), caller));
  }

  private static JoinOrder order(
      JsonObject body, @org.jspecify.annotations.Nullable String inline) {
    return body.read(json -> {
      String path = inline == null ? json.text("entityRowsPath") : inline;
      if (!path.startsWith("s3://") || path.indexOf('/', 5) < 6 || path.endsWith("/")) {
        throw ThermoclineException.invalid(
            "'entityRowsPath' must be s3://bucket/key, as the upload of entity rows answers.");
      }
      int slash = path.indexOf('/', 5);
      Long version = json.optionalLong("version").orElse(null);
      return new JoinOrder(
          json.texts("features").stream().map(FeatureReference::parse).toList(),
          json.optionalText("featureService").orElse(null),
          version == null ? null : Math.toIntExact(Math.clamp(version, 0, Integer.MAX_VALUE)),
          path.substring(5, slash),
          path.substring(slash + 1),
          MediaFormats.ofName(path),
          json.optionalText("eventTime").orElse("event_timestamp"),
          json.optionalFlag("fullFeatureNames").orElse(false),
          snapshots(json),
          json.optionalFlag("loose").orElse(false),
          json.optionalFlag("leakageReport").orElse(true));
    });
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
  JobResponse get(@PathVariable UUID id, Project project) {
    return JobResponse.of(joins.get(project, id));
  }

  @GetMapping("/{id}/stream")
  SseEmitter stream(@PathVariable UUID id, Project project) {
    return streams.open(project, "join", id);
  }

  @DeleteMapping("/{id}")
  JobResponse cancel(@PathVariable UUID id, Project project) {
    return JobResponse.of(joins.cancel(project, id));
  }

  /** The training set itself. */
  @GetMapping("/{id}/rows")
  void rows(@PathVariable UUID id, Project project, HttpServletResponse response)
      throws IOException {
    try (ObjectContent content = joins.result(project, id)) {
      response.setContentType(MediaFormats.PARQUET);
      response.setContentLengthLong(content.length());
      content.bytes().transferTo(response.getOutputStream());
    }
  }
}
