package dev.thermocline.features.stream.web;

import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.json.JsonObject;
import dev.thermocline.features.json.PushReader;
import dev.thermocline.features.json.PushedRowJson;
import dev.thermocline.features.stream.Pushes;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.features.stream.Target;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The native route for pushing rows: 200 once they are online, 202 once they are kept. */
@RestController
class PushController {
  private static final int LONGEST_KEY = 200;

  private final ServedCatalogs catalogs;
  private final Pushes pushes;
  private final Clock clock;
  private final PushReader reader = new PushReader();

  PushController(ServedCatalogs catalogs, Pushes pushes, Clock clock) {
    this.catalogs = catalogs;
    this.pushes = pushes;
    this.clock = clock;
  }

  record PushResponse(int rows, String online) {}

  private record Asked(String source, Target target, JsonNode rows) {}

  /** Keeps rows of a push source for good and makes them visible online. */
  @PostMapping("/api/v1/push")
  ResponseEntity<PushResponse> push(
      @RequestBody JsonNode body,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      Project project) {
    Asked asked =
        JsonObject.of(body, "the body")
            .read(json ->
                new Asked(
                    json.text("source"),
                    Target.parse(json.optionalText("to").orElse("online_and_offline")),
                    json.raw("rows")));
    if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
      throw ThermoclineException.invalid(
          "Idempotency-Key: it has 1 to " + LONGEST_KEY + " characters.");
    }
    List<ServedView> views =
        PushedRowJson.views(
            catalogs.get(project), new StreamTopics.Origin(true, project, asked.source()));
    List<Pushes.Checked> rows =
        reader.check(objects(asked.rows()), views, asked.target(), key, clock.instant());
    Pushes.Online online =
        pushes.push(StreamTopics.ofSource(project, asked.source()), rows, asked.target());
    return ResponseEntity.status(
            online == Pushes.Online.PENDING ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .body(new PushResponse(rows.size(), online.name().toLowerCase(Locale.ROOT)));
  }

  private static List<ObjectNode> objects(JsonNode rows) {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode row : rows) {
      if (!(row instanceof ObjectNode object)) {
        throw ThermoclineException.invalid(
            "rows[%d]: a row is an object with a member for each column."
                .formatted(objects.size()));
      }
      objects.add(object);
    }
    return objects;
  }
}
