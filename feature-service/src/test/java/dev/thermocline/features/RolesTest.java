package dev.thermocline.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.kit.setting.RefusedToStart;
import dev.thermocline.testkit.Servers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as three processes, each with one of its roles. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
  private static final String READ =
      "{\"features\": [\"live:y\"], \"entities\": {\"patient_id\": [1]}}";

  private final Servers servers = Servers.of(RolesTest.class);
  private final List<ConfigurableApplicationContext> running = new ArrayList<>();

  private Path folder = Path.of("");
  private int jobs;
  private int ingest;

  @BeforeAll
  void start(@TempDir Path temporary) {
    folder = temporary;
    jobs = port(run("jobs", withDatabase("jobs")));
    ingest = port(run("ingest", withDatabase("ingest")));
    Api.Answer applied =
        new Api(jobs)
            .post(
                "/api/v1/views/apply",
                """
                {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
                 "pushSources": [{"name": "monitor"}],
                 "views": [{"name": "live", "entity": "patient", "source": {"push": "monitor"},
                            "fields": [{"name": "y", "type": "int64"}]}]}
                """);
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    running.forEach(ConfigurableApplicationContext::close);
  }

  private Map<String, String> withDatabase(String role) {
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put("thermocline.data-folder", folder.resolve(role).toString());
    return settings;
  }

  private ConfigurableApplicationContext run(String role, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("thermocline.roles", role);
    all.put("server.port", "0");
    String[] arguments =
        all.entrySet().stream()
            .map(e -> "--" + e.getKey() + "=" + e.getValue())
            .toArray(String[]::new);
    ConfigurableApplicationContext context = SpringApplication.run(FeatureService.class, arguments);
    running.add(context);
    return context;
  }

  private static int port(ConfigurableApplicationContext context) {
    return java.util.Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
        .getPort();
  }

  /** Nothing but Redis, and where another feature-service may be. */
  private Map<String, String> redisAlone(int origin) {
    return Map.of(
        "thermocline.auth.mode",
        "open",
        "thermocline.data-folder",
        folder.resolve("alone").toString(),
        "thermocline.redis.features-url",
        servers.featuresRedis().toString(),
        "thermocline.features.url",
        "http://127.0.0.1:" + origin);
  }

  private static int nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void push(int value, String second) {
    Api.Answer pushed =
        new Api(ingest)
            .post(
                "/api/v1/push",
                "{\"source\": \"monitor\", \"rows\": [{\"patient_id\": 1, \"event_time\": \"2026-01-01T00:00:%sZ\", \"y\": %d}]}"
                    .formatted(second, value));
    assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(200);
  }

  private static String value(int port) {
    Api.Answer answer = new Api(port).post("/api/v1/online/read", READ);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().at("/features/0/values").toString();
  }

  @Test
  void readsGoOnWithRedisAndACopyAloneWhileEverythingElseIsAway() throws IOException {
    ConfigurableApplicationContext first = run("online", redisAlone(jobs));
    push(1, "01");
    assertThat(value(port(first))).isEqualTo("[1]");
    assertThat(first.getBeansOfType(DataSource.class)).isEmpty();
    assertThat(first.getBeansOfType(Flyway.class)).isEmpty();
    assertThat(first.getBeanDefinitionNames())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("kafka"))
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("objectstore"));
    first.close();

    ConfigurableApplicationContext alone = run("online", redisAlone(nobody()));
    assertThat(value(port(alone))).isEqualTo("[1]");
    push(2, "02");
    assertThat(value(port(alone))).isEqualTo("[2]");
    Api.Answer feast =
        new Api(port(alone))
            .post(
                "/get-online-features",
                "{\"features\": [\"live:y\"], \"entities\": {\"patient_id\": [1]}}");
    assertThat(feast.status()).as("%s", feast.body()).isEqualTo(200);

    flush();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .until(() -> recovering(port(alone)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !recovering(port(alone)) && value(port(alone)).equals("[2]"));
  }

  private static boolean recovering(int port) {
    return new Api(port).post("/api/v1/online/read", READ).body().at("/recovering").asBoolean();
  }

  private void flush() {
    RedisClient client = RedisClient.create(servers.featuresRedis().toString());
    try (var connection = client.connect()) {
      connection.sync().flushdb();
    } finally {
      client.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void aReaderWithoutAnyCopySaysWhatIsMissing() throws IOException {
    Map<String, String> settings = new HashMap<>(redisAlone(nobody()));
    settings.put("thermocline.data-folder", folder.resolve("empty").toString());
    Api.Answer answer = new Api(port(run("online", settings))).post("/api/v1/online/read", READ);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body().at("/detail").asString()).contains("thermocline.features.url");
  }

  @Test
  void eachRoleHasItsOwnRoutesAndNoOthers() {
    assertThat(new Api(jobs).post("/api/v1/online/read", READ).status()).isEqualTo(404);
    assertThat(new Api(jobs).post("/api/v1/push", "{}").status()).isEqualTo(404);
    assertThat(new Api(ingest).post("/api/v1/online/read", READ).status()).isEqualTo(404);
    assertThat(new Api(ingest).get("/api/v1/views").status()).isEqualTo(404);
    assertThat(new Api(jobs).get("/api/v1/views").status()).isEqualTo(200);
  }

  @Test
  void refusesARoleThatThereIsNot() {
    assertThatThrownBy(() -> run("onlin", redisAlone(1)))
        .isInstanceOf(RefusedToStart.class)
        .hasMessageContaining("'onlin' is none of online, ingest, jobs");
  }
}
