package dev.thermocline.features.offline.web;

import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.Entity;
import dev.thermocline.features.definition.JoinKey;
import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.offline.FieldStatistics;
import dev.thermocline.features.offline.Ingestion;
import dev.thermocline.features.offline.MediaFormats;
import dev.thermocline.features.offline.OfflineSettings;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.features.offline.RowFiles.Format;
import dev.thermocline.features.offline.Snapshot;
import dev.thermocline.features.offline.Snapshot.Change;
import dev.thermocline.features.offline.SnapshotLog;
import dev.thermocline.features.offline.SnapshotStatistics;
import dev.thermocline.features.offline.StatisticsComparison;
import dev.thermocline.features.offline.TimeRange;
import dev.thermocline.features.offline.ViewHistory;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.kit.setting.ServiceSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The routes by which rows of views are taken in, and their history is read and mended. */
@RestController
@RequestMapping("/api/v1/views/{view}")
class SnapshotController {
  private static final int CHUNK = 1 << 16;

  private final Definitions definitions;
  private final Ingestion ingestion;
  private final OfflineStore offline;
  private final SnapshotLog log;
  private final SnapshotStatistics statistics;
  private final Path folder;
  private final long largest;

  SnapshotController(
      Definitions definitions,
      Ingestion ingestion,
      OfflineStore offline,
      SnapshotLog log,
      SnapshotStatistics statistics,
      ServiceSettings service,
      OfflineSettings settings) {
    this.definitions = definitions;
    this.ingestion = ingestion;
    this.offline = offline;
    this.log = log;
    this.statistics = statistics;
    this.folder = service.dataFolder().toAbsolutePath().resolve("uploads");
    this.largest = settings.maxUpload().toBytes();
  }

  record Listed<T>(List<T> items) {}

  @GetMapping("/snapshots")
  Listed<SnapshotResponse> list(@PathVariable String view, Project project) {
    ViewHistory history = offline.history(project, view);
    return new Listed<>(
        history.snapshots().stream().map(s -> response(history, s)).toList().reversed());
  }

  @GetMapping("/snapshots/{number}")
  SnapshotResponse get(@PathVariable String view, @PathVariable long number, Project project) {
    ViewHistory history = offline.history(project, view);
    return response(history, history.get(number));
  }

  /** What the values look like; they are there soon after the snapshot. */
  @GetMapping("/snapshots/{number}/statistics")
  Listed<FieldStatistics> statistics(
      @PathVariable String view, @PathVariable long number, Project project) {
    return new Listed<>(statisticsOf(project, view, number));
  }

  /** How the values changed since another snapshot. */
  @GetMapping("/snapshots/{number}/statistics/since/{earlier}")
  Listed<StatisticsComparison> compare(
      @PathVariable String view,
      @PathVariable long number,
      @PathVariable long earlier,
      Project project) {
    return new Listed<>(
        StatisticsComparison.of(
            statisticsOf(project, view, earlier), statisticsOf(project, view, number)));
  }

  private List<FieldStatistics> statisticsOf(Project project, String view, long number) {
    return statistics
        .find(project, view, number)
        .orElseThrow(() ->
            ThermoclineException.notFound(
                "Snapshot %d of '%s' has no statistics: it has no rows of its own, or they are still being computed."
                    .formatted(number, view)));
  }

  /** Takes the rows of the body in: all of them, or none. */
  @PostMapping("/snapshots")
  @ResponseStatus(HttpStatus.CREATED)
  SnapshotResponse ingest(
      @PathVariable String view,
      @RequestParam(required = false) @Nullable Instant replaceFrom,
      @RequestParam(required = false) @Nullable Instant replaceTo,
      HttpServletRequest request,
      Project project,
      Caller caller)
      throws IOException {
    Format format = MediaFormats.of(request.getContentType());
    definitions.catalog(project).getView(view);
    Change change = change(replaceFrom, replaceTo);
    Path file = Files.createDirectories(folder).resolve(UUID.randomUUID().toString());
    try {
      receive(request.getInputStream(), file);
      Ingestion.Taken taken =
          ingestion.ingest(
              project, view, new Ingestion.RowSource(file, format, "upload"), change, caller);
      return SnapshotResponse.of(taken.snapshot(), false, taken.ignoredColumns());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void receive(InputStream body, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      long size = 0;
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        size += n;
        if (size > largest) {
          throw new ThermoclineException(
              ErrorKind.TOO_LARGE,
              "The file has more than %d bytes. Send it in parts, register it in place, or raise thermocline.offline.max-upload."
                  .formatted(largest));
        }
        out.write(chunk, 0, n);
      }
    }
  }

  /** Makes files that lie in object storage already a snapshot, without copying them. */
  @PostMapping("/registrations")
  @ResponseStatus(HttpStatus.CREATED)
  SnapshotResponse register(
      @PathVariable String view, @RequestBody JsonNode body, Project project, Caller caller) {
    Ingestion.Taken taken =
        JsonObject.of(body, "the body")
            .read(json ->
                ingestion.register(
                    project,
                    view,
                    json.text("bucket"),
                    json.text("prefix"),
                    change(instant(json, "replaceFrom"), instant(json, "replaceTo")),
                    caller));
    return SnapshotResponse.of(taken.snapshot(), false, taken.ignoredColumns());
  }

  @PostMapping("/snapshots/{number}/retraction")
  @ResponseStatus(HttpStatus.CREATED)
  SnapshotResponse retract(
      @PathVariable String view,
      @PathVariable long number,
      @RequestBody JsonNode body,
      Project project,
      Caller caller) {
    String reason = JsonObject.of(body, "the body").read(json -> json.text("reason"));
    return SnapshotResponse.of(
        log.retract(project, view, number, reason, caller), false, List.of());
  }

  /** Deletes entities: joins no longer see their rows, and online they become tombstones. */
  @PostMapping("/deletions")
  @ResponseStatus(HttpStatus.CREATED)
  SnapshotResponse delete(
      @PathVariable String view, @RequestBody JsonNode body, Project project, Caller caller) {
    var catalog = definitions.catalog(project);
    Entity entity = catalog.entityOf(catalog.getView(view).view());
    JsonObject json = JsonObject.of(body, "the body");
    Deletion deletion =
        json.read(d -> new Deletion(d.objects("entities", e -> keys(e, entity)), d.text("reason")));
    return SnapshotResponse.of(
        log.delete(project, view, deletion.entities(), deletion.reason(), caller),
        false,
        List.of());
  }

  private record Deletion(List<List<Object>> entities, String reason) {}

  private static List<Object> keys(JsonObject json, Entity entity) {
    List<Object> values = new ArrayList<>();
    for (JoinKey key : entity.joinKeys()) {
      Scalar scalar = key.type().scalar();
      switch (scalar) {
        case INT32, INT64 ->
            values.add(json.optionalLong(key.name()).orElseThrow(() -> missing(key)));
        case BOOL -> values.add(json.optionalFlag(key.name()).orElseThrow(() -> missing(key)));
        case TIMESTAMP ->
            values.add(
                ChronoUnit.MICROS.between(Instant.EPOCH, parse(key.name(), json.text(key.name()))));
        case BYTES -> values.add(base64(key, json.text(key.name())));
        case STRING -> values.add(json.text(key.name()));
        case FLOAT32, FLOAT64 -> throw new IllegalStateException("no key is a " + scalar);
      }
    }
    return values;
  }

  private static String base64(JoinKey key, String text) {
    try {
      java.util.Base64.getDecoder().decode(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new ThermoclineException(
          ErrorKind.INVALID_ARGUMENT, "'%s' must be base64.".formatted(key.name()), e);
    }
  }

  private static ThermoclineException missing(JoinKey key) {
    return ThermoclineException.invalid(
        "'%s' is missing; it is a join key (%s).".formatted(key.name(), key.type()));
  }

  private static @Nullable Instant instant(JsonObject json, String name) {
    return json.optionalText(name).map(text -> parse(name, text)).orElse(null);
  }

  private static Instant parse(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      throw new ThermoclineException(
          ErrorKind.INVALID_ARGUMENT,
          "'%s' must be a moment such as 2026-01-31T00:00:00Z.".formatted(name),
          e);
    }
  }

  private static Change change(@Nullable Instant from, @Nullable Instant to) {
    if (from == null && to == null) {
      return new Change.Append();
    }
    if (from == null || to == null || !from.isBefore(to)) {
      throw ThermoclineException.invalid(
          "To replace a range, give replaceFrom and a later replaceTo.");
    }
    return new Change.Replace(
        new TimeRange(
            ChronoUnit.MICROS.between(Instant.EPOCH, from),
            ChronoUnit.MICROS.between(Instant.EPOCH, to)));
  }

  private static SnapshotResponse response(ViewHistory history, Snapshot snapshot) {
    boolean retracted =
        history.snapshots().stream()
            .anyMatch(s -> s.retracted() != null && s.retracted() == snapshot.number());
    return SnapshotResponse.of(snapshot, retracted, List.of());
  }
}
