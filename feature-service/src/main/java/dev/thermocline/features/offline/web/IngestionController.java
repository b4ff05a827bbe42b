package dev.thermocline.features.offline.web;

import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.StoredObject;
import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.offline.Ingestions;
import dev.thermocline.features.offline.MediaFormats;
import dev.thermocline.features.offline.OrphanSweep;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.web.JobResponse;
import dev.thermocline.record.job.web.JobStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;

/** The routes by which large files are taken in by jobs, and leftovers are found. */
@RestController
@RequestMapping("/api/v1")
class IngestionController {
  private static final long PART_SIZE = 64L << 20;
  private static final Duration USUAL_AGE = Duration.ofHours(24);

  private final Definitions definitions;
  private final Ingestions ingestions;
  private final OrphanSweep orphans;
  private final JobStream streams;

  IngestionController(
      Definitions definitions, Ingestions ingestions, OrphanSweep orphans, JobStream streams) {
    this.definitions = definitions;
    this.ingestions = ingestions;
    this.orphans = orphans;
    this.streams = streams;
  }

  /** An upload that was begun: send its parts, numbered from 1, then ask for the ingestion. */
  record UploadResponse(UUID upload, long partSize, int mostParts) {}

  record PartResponse(int part, long size, String sha256) {}

  @PostMapping("/views/{view}/uploads")
  @ResponseStatus(HttpStatus.CREATED)
  UploadResponse begin(@PathVariable String view, Project project) {
    definitions.catalog(project).getView(view);
    return new UploadResponse(UUID.randomUUID(), PART_SIZE, Ingestions.MOST_PARTS);
  }

  /** Keeps one part, of any size; sent again it replaces the one before. */
  @PutMapping("/views/{view}/uploads/{upload}/parts/{number}")
  PartResponse part(
      @PathVariable String view,
      @PathVariable UUID upload,
      @PathVariable int number,
      HttpServletRequest request,
      Project project)
      throws IOException {
    long length = request.getContentLengthLong();
    StoredObject stored =
        ingestions.part(
            project,
            view,
            upload,
            number,
            request.getInputStream(),
            length < 0 ? ObjectStore.UNKNOWN_LENGTH : length);
    return new PartResponse(number, stored.size(), stored.sha256());
  }

  /** Queues the ingestion of an object by its path, or of an upload by the count of its parts. */
  @PostMapping("/views/{view}/ingestions")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobResponse start(
      @PathVariable String view, @RequestBody JsonNode body, Project project, Caller caller) {
    definitions.catalog(project).getView(view);
    return JobResponse.of(
        JsonObject.of(body, "the body")
            .read(json -> {
              Ingestions.Range range = Ranges.of(json);
              Format format = json.optionalText("format").map(MediaFormats::ofWord).orElse(null);
              String upload = json.optionalText("upload").orElse(null);
              if (upload != null) {
                long parts =
                    json.optionalLong("parts")
                        .orElseThrow(() ->
                            ThermoclineException.invalid(
                                "'parts' is missing: say how many the upload has."));
                if (format == null) {
                  throw ThermoclineException.invalid(
                      "'format' is missing: parquet, csv, ndjson or arrow.");
                }
                return ingestions.ofParts(
                    project,
                    view,
                    id(upload),
                    Math.toIntExact(Math.clamp(parts, -1, 1 << 20)),
                    format,
                    range,
                    caller);
              }
              ObjectAddress from = address(json.text("path"));
              return ingestions.ofObject(
                  project,
                  view,
                  from,
                  format == null ? MediaFormats.ofName(from.key()) : format,
                  range,
                  caller);
            }));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new ThermoclineException(
          dev.thermocline.kit.error.ErrorKind.INVALID_ARGUMENT,
          "'upload' must be the id that POST uploads answered.",
          e);
    }
  }

  private static ObjectAddress address(String path) {
    if (!path.startsWith("s3://") || path.indexOf('/', 5) < 6 || path.endsWith("/")) {
      throw ThermoclineException.invalid("'path' must be s3://bucket/key of one file.");
    }
    int slash = path.indexOf('/', 5);
    return new ObjectAddress(path.substring(5, slash), path.substring(slash + 1));
  }

  @GetMapping("/views/{view}/ingestions/{id}")
  JobResponse get(@PathVariable String view, @PathVariable UUID id, Project project) {
    return JobResponse.of(ingestions.get(project, id));
  }

  @GetMapping("/views/{view}/ingestions/{id}/stream")
  SseEmitter stream(@PathVariable String view, @PathVariable UUID id, Project project) {
    return streams.open(project, "ingestion", id);
  }

  @DeleteMapping("/views/{view}/ingestions/{id}")
  JobResponse cancel(@PathVariable String view, @PathVariable UUID id, Project project) {
    return JobResponse.of(ingestions.cancel(project, id));
  }

  record SweepResponse(boolean removed, List<Orphan> orphans) {}

  record Orphan(String path, long size, Instant modifiedAt) {}

  /** Tells which files nothing names, of all projects; with {@code remove} they go. */
  @PostMapping("/snapshots/sweeps")
  SweepResponse sweep(@RequestBody JsonNode body) {
    return JsonObject.of(body, "the body")
        .read(json -> {
          boolean remove = json.optionalFlag("remove").orElse(false);
          List<ObjectInfo> found =
              orphans.sweep(json.optionalDuration("olderThan").orElse(USUAL_AGE), remove);
          return new SweepResponse(
              remove,
              found.stream()
                  .map(o -> new Orphan("s3://" + o.address(), o.size(), o.modifiedAt()))
                  .toList());
        });
  }
}
