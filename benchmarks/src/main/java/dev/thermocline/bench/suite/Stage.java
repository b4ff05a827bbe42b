package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Views of features for the suites of the feature service, and how they are filled. */
final class Stage {
  private final Target target;
  private final Api api;

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

  /** A snapshot with a row for each entity. */
  void ingest(String entity, String view, int entities, int features, long second) {
    StringBuilder rows = new StringBuilder(entity + "_id,event_time");
    for (int f = 0; f < features; f++) {
      rows.append(",f").append(f);
    }
    rows.append('\n');
    java.time.Instant at = java.time.Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
    java.util.Random random = new java.util.Random(second);
    for (int i = 0; i < entities; i++) {
      rows.append(i).append(',').append(at);
      for (int f = 0; f < features; f++) {
        rows.append(',').append(random.nextDouble());
      }
      rows.append('\n');
    }
    upload(
        "/api/v1/views/" + view + "/snapshots", rows.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void upload(String path, byte[] body) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(at(path))
                  .header("Authorization", target.headers().get("Authorization"))
                  .header("Content-Type", "text/csv")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IllegalStateException(path + " answered " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
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
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  /** The features Redis of the platform, which stands beside its other addresses. */
  static URI redis() {
    String own = System.getenv("THERMOCLINE_REDIS_FEATURES_URL");
    if (own != null) {
      return URI.create(own);
    }
    Path home = Path.of(System.getenv().getOrDefault("THERMOCLINE_HOME", "."));
    Path local = home.resolve(".thermocline").resolve("platform.json");
    Path file = Files.exists(local) ? local : home.resolve("platform.json");
    try {
      return URI.create(
          JsonMapper.shared().readTree(Files.readString(file)).at("/redis/features").asString());
    } catch (IOException e) {
      throw new UncheckedIOException("THERMOCLINE_REDIS_FEATURES_URL is not set", e);
    }
  }
}
