package dev.thermocline.features.feast.web;

import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.features.json.PushReader;
import dev.thermocline.features.json.PushedRowJson;
import dev.thermocline.features.stream.Pushes;
import dev.thermocline.features.stream.StreamTopics;
import dev.thermocline.features.stream.Target;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Feast's routes for rows: a push to a source, and a write to one view's online rows. */
@RestController
class FeastWriteController {
  private final ServedCatalogs catalogs;
  private final Pushes pushes;
  private final Clock clock;
  private final PushReader reader = new PushReader();

  FeastWriteController(ServedCatalogs catalogs, Pushes pushes, Clock clock) {
    this.catalogs = catalogs;
    this.pushes = pushes;
    this.clock = clock;
  }

  @PostMapping({"/push", "/projects/{project}/push"})
  ResponseEntity<String> push(@RequestBody JsonNode body, Project project) {
    String source = text(body, "push_source_name");
    Target target = Target.parse(body.path("to").asString("online"));
    return take(body, new StreamTopics.Origin(true, project, source), target);
  }

  @PostMapping({"/write-to-online-store", "/projects/{project}/write-to-online-store"})
  ResponseEntity<String> write(@RequestBody JsonNode body, Project project) {
    String view = text(body, "feature_view_name");
    return take(body, new StreamTopics.Origin(false, project, view), Target.ONLINE);
  }

  private ResponseEntity<String> take(JsonNode body, StreamTopics.Origin origin, Target target) {
    List<ServedView> views = PushedRowJson.views(catalogs.get(origin.project()), origin);
    List<Pushes.Checked> rows =
        reader.check(FeastFrame.rows(body.path("df"), views), views, target, null, clock.instant());
    String topic =
        origin.isPush()
            ? StreamTopics.ofSource(origin.project(), origin.name())
            : StreamTopics.ofView(origin.project(), origin.name());
    Pushes.Online online = pushes.push(topic, rows, target);
    return ResponseEntity.status(
            online == Pushes.Online.PENDING ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .contentType(MediaType.APPLICATION_JSON)
        .body("null");
  }

  private static String text(JsonNode body, String name) {
    if (!body.path(name).isString()) {
      throw ThermoclineException.invalid("'" + name + "' is missing.");
    }
    return body.path(name).asString();
  }
}
