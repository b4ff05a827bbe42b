package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Views of features for the suites of the feature service, and how they are filled. */
final class Stage {
  private final Target target;
  private final Api api;
  private final LocalFiles local = new LocalFiles();

  Stage(Target target) {
    this.target = target;
    this.api = new Api(target);
  }

  URI at(String path) {
    return target.features().resolve(path);
  }

  /** Defines views of the same entity with features f0, f1, … of doubles. */
  void define(String entity, List<String> views, int features, String pushSource) {
    List<Map<String, Object>> fields =
        IntStream.range(0, features)
            .mapToObj(i -> Map.<String, Object>of("name", "f" + i, "type", "float64"))
            .toList();
    api.post(
        at("/api/v1/views/apply"),
        Map.of(
            "entities",
            List.of(
                Map.of(
                    "name",
                    entity,
                    "joinKeys",
                    List.of(Map.of("name", entity + "_id", "type", "int64")))),
            "pushSources",
            pushSource.isEmpty() ? List.of() : List.of(Map.of("name", pushSource)),
            "views",
            views.stream()
                .map(view ->
                    pushSource.isEmpty()
                        ? Map.of("name", view, "entity", entity, "fields", fields)
                        : Map.of(
                            "name",
                            view,
                            "entity",
                            entity,
                            "fields",
                            fields,
                            "source",
                            Map.of("push", pushSource)))
                .toList()));
  }

  /** Pushes a row, by which the topic of its source is made. */
  void push(String source, Map<String, Object> row) {
    api.post(at("/api/v1/push"), Map.of("source", source, "rows", List.of(row)));
  }

  /** A snapshot with a row for each entity; a later second makes newer rows. */
  JsonNode ingest(String entity, String view, int entities, int features, long second) {
    URI snapshots = at("/api/v1/views/" + view + "/snapshots");
    JsonNode snapshot =
        api.upload(
            snapshots,
            "application/vnd.apache.parquet",
            rows(entity + "_id", "event_time", entities, features, second));
    // Computed behind the answer, they would take the processors from what is measured next.
    URI statistics = URI.create(snapshots + "/" + snapshot.get("number").asLong() + "/statistics");
    while (!api.exists(statistics)) {
      LockSupport.parkNanos(20_000_000);
    }
    return snapshot;
  }

  /** The same rows as a local file. */
  Path rows(String key, String eventTime, int entities, int features, long second) {
    Path file = local.file("rows.parquet");
    String values =
        IntStream.range(0, features)
            .mapToObj(f -> "random() AS f" + f)
            .collect(Collectors.joining(", "));
    local.run(
        "COPY (SELECT i::BIGINT AS %s, TIMESTAMP '2026-01-01' + to_seconds(%d) AS %s, %s FROM range(%d) t(i)) TO '%s' (FORMAT parquet)"
            .formatted(key, second, eventTime, values, entities, file),
        "2GB");
    return file;
  }

  /** Brings views online; gives the runs as they ended. */
  List<JsonNode> materialize(List<String> views) {
    JsonNode items = api.post(at("/api/v1/materializations"), Map.of("views", views)).get("items");
    return items
        .valueStream()
        .map(item -> await(at("/api/v1/materializations/" + item.get("id").asString())))
        .toList();
  }

  private JsonNode await(URI run) {
    while (true) {
      JsonNode now = api.get(run);
      String state = now.get("state").asString();
      if (state.equals("succeeded")) {
        return now;
      }
      if (state.equals("failed")) {
        throw new IllegalStateException(now.toString());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  String text(String path) {
    return api.text(at(path));
  }

  /** The features Redis of the platform. */
  static URI redis() {
    return URI.create(Platform.address("THERMOCLINE_REDIS_FEATURES_URL", "/redis/features"));
  }
}
