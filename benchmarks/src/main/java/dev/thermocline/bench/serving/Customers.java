package dev.thermocline.bench.serving;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Customers with 50 features over 5 views, online; the first view also takes rows over HTTP, which
 * are facts of now.
 */
final class Customers {
  static final String KEY = "benchshopper_id";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String SERVICE = "benchshoppers";
  private static final String SOURCE = "benchvisits";
  private static final int VIEWS = 5;
  private static final int EACH = Questions.FEATURES / VIEWS;

  private final Target target;
  private final Api api;
  private final int count;

  Customers(Target target, int count) {
    this.target = target;
    this.api = new Api(target);
    this.count = count;
    define();
    try {
      Path folder = Files.createTempDirectory("thermocline-bench");
      for (int view = 0; view < VIEWS; view++) {
        Path file = folder.resolve("rows.parquet");
        generate(view, file);
        var _ =
            api.upload(
                at("/api/v1/views/" + view(view) + "/snapshots"),
                "application/vnd.apache.parquet",
                file);
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    materialize();
  }

  /** What a deployment says to have them joined in. */
  Map<String, Object> policy() {
    JsonNode service = api.get(at("/api/v1/feature-services/" + SERVICE));
    return Map.of(
        "featureService", Map.of("name", SERVICE, "version", service.get("version").asInt()));
  }

  int count() {
    return count;
  }

  /** Ten new values of one customer. */
  HttpRequest write(long id, long number) {
    Map<String, Object> row = new HashMap<>();
    row.put(KEY, id);
    row.put("event_time", System.currentTimeMillis() * 1_000);
    for (int f = 0; f < EACH; f++) {
      row.put("f" + f, (number * 31 + f) % 1_000 / 1e3);
    }
    return HttpRequest.post(
        at("/api/v1/push"),
        target.headers(),
        JSON.writeValueAsBytes(Map.of("source", SOURCE, "rows", List.of(row))));
  }

  private URI at(String path) {
    return target.features().resolve(path);
  }

  private static String view(int number) {
    return "benchshopper" + number;
  }

  private void define() {
    List<Map<String, Object>> views = new ArrayList<>();
    List<String> features = new ArrayList<>();
    for (int view = 0; view < VIEWS; view++) {
      List<Map<String, String>> fields = new ArrayList<>();
      for (int f = view * EACH; f < (view + 1) * EACH; f++) {
        fields.add(Map.of("name", "f" + f, "type", "float64"));
        features.add(view(view) + ":f" + f);
      }
      Map<String, Object> defined =
          new HashMap<>(Map.of("name", view(view), "entity", "benchshopper", "fields", fields));
      if (view == 0) {
        defined.put("source", Map.of("push", SOURCE));
      }
      views.add(defined);
    }
    Map<String, Object> entity =
        Map.of("name", "benchshopper", "joinKeys", List.of(Map.of("name", KEY, "type", "int64")));
    var _ =
        api.post(
            at("/api/v1/views/apply"),
            Map.of(
                "entities",
                List.of(entity),
                "pushSources",
                List.of(Map.of("name", SOURCE)),
                "views",
                views,
                "featureServices",
                List.of(Map.of("name", SERVICE, "features", features))));
  }

  private void generate(int view, Path file) {
    String values =
        IntStream.range(view * EACH, (view + 1) * EACH)
            .mapToObj(f -> "(hash(i * 61 + %d) %% 1000000) / 1e6::DOUBLE AS f%d".formatted(f, f))
            .collect(Collectors.joining(", "));
    String sql =
        "COPY (SELECT i::BIGINT AS %s, (now() AT TIME ZONE 'UTC') - INTERVAL 1 HOUR AS event_time, %s FROM range(%d) t(i)) TO '%s' (FORMAT parquet)"
            .formatted(KEY, values, count, file);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private void materialize() {
    List<String> views = IntStream.range(0, VIEWS).mapToObj(Customers::view).toList();
    JsonNode items = api.post(at("/api/v1/materializations"), Map.of("views", views)).get("items");
    for (JsonNode item : items) {
      URI run = at("/api/v1/materializations/" + item.get("id").asString());
      JsonNode now = api.get(run);
      while (!now.get("state").asString().equals("succeeded")) {
        if (now.get("state").asString().equals("failed")) {
          throw new IllegalStateException(now.toString());
        }
        LockSupport.parkNanos(20_000_000);
        now = api.get(run);
      }
    }
  }
}
