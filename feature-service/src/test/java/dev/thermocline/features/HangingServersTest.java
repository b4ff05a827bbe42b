package dev.thermocline.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import dev.thermocline.testkit.Tap;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Servers that accept connections and say nothing: the worst way to fail, because nobody is told.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext
class HangingServersTest {
  private static final Servers SERVERS = Servers.of(HangingServersTest.class);
  private static final Tap POSTGRES = tap(URI.create(SERVERS.postgres().url().substring(5)));
  private static final Tap REDIS = tap(SERVERS.featuresRedis());
  private static final Tap S3 = tap(SERVERS.s3().endpoint());
  // A broker tells its callers its own address, past every tap.
  private static final Tap KAFKA = Tap.silent();
  private static final Tap REGISTRY = Tap.silent();
  private static final Duration TRUSTED = Duration.ofMillis(700);
  private static final String ENTITY =
      """
      {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
       "views": [{"name": "vitals", "entity": "patient",
                  "fields": [{"name": "bp", "type": "float64"}]}]}
      """;

  private final Api api;

  HangingServersTest(@LocalServerPort int port) {
    this.api = new Api(port);
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Map<String, String> settings = new TreeMap<>(SERVERS.settings());
    settings.replaceAll((name, value) ->
        value
            .replace(authority(URI.create(SERVERS.postgres().url().substring(5))), at(POSTGRES))
            .replace(authority(SERVERS.featuresRedis()), at(REDIS))
            .replace(authority(SERVERS.s3().endpoint()), at(S3)));
    settings.put("thermocline.kafka.bootstrap-servers", at(KAFKA));
    settings.put("thermocline.registry.url", "http://" + at(REGISTRY));
    settings.forEach((name, value) -> registry.add(name, () -> value));
  }

  private static Tap tap(URI server) {
    return Tap.to(server.getHost(), server.getPort());
  }

  private static String authority(URI server) {
    return server.getHost() + ":" + server.getPort();
  }

  private static String at(Tap tap) {
    return "127.0.0.1:" + tap.port();
  }

  @AfterEach
  void openAll() {
    List.of(POSTGRES, REDIS, S3).forEach(Tap::open);
  }

  @AfterAll
  static void closeAll() {
    List.of(POSTGRES, REDIS, S3, KAFKA, REGISTRY).forEach(Tap::close);
  }

  @Test
  void saysWhichServersHangAndStaysReady() {
    REDIS.shut();
    S3.shut();

    Api.Answer ready = within(Duration.ofSeconds(4), () -> api.get("/readyz"));

    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.body().get("status").asString()).isEqualTo("degraded");
    assertThat(down(ready)).contains("features-redis", "s3", "kafka", "registry");
    assertThat(down(ready)).doesNotContain("postgres");
  }

  @Test
  void answersReadsOfAHangingRedisInTime() {
    assertThat(api.post("/api/v1/views/apply", ENTITY).status()).isEqualTo(200);
    REDIS.shut();

    Api.Answer answer =
        within(
            Duration.ofSeconds(6),
            () ->
                api.post(
                    "/api/v1/online/read",
                    "{\"features\": [\"vitals:bp\"], \"entities\": {\"patient_id\": [1]}}"));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
    assertThat(answer.body().get("code").asString()).isEqualTo("unavailable");
  }

  @Test
  void answersInTimeWhenTheDatabaseHangs() {
    POSTGRES.shut();
    // The pool trusts a connection that answered half a second ago; past that it asks first.
    Awaitility.await().pollDelay(TRUSTED).until(() -> true);

    Api.Answer answer = within(Duration.ofSeconds(12), () -> api.get("/api/v1/views"));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
  }

  @Test
  void answersInTimeWhenKafkaHangs() {
    String source =
        """
        {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]}],
         "pushSources": [{"name": "monitor"}],
         "views": [{"name": "pushed", "entity": "patient", "source": {"push": "monitor"},
                    "fields": [{"name": "bp", "type": "float64"}]}]}
        """;

    Api.Answer answer =
        within(Duration.ofSeconds(15), () -> api.post("/api/v1/views/apply", source));
    Api.Answer pushed =
        within(
            Duration.ofSeconds(15),
            () ->
                api.post(
                    "/api/v1/push",
                    "{\"source\": \"monitor\", \"to\": \"online\", \"rows\": [{\"patient_id\": 1,"
                        + " \"event_time\": \"2026-01-01T00:00:00Z\", \"bp\": 1.0}]}"));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(pushed.status()).as("%s", pushed.body()).isEqualTo(503);
  }

  private static Api.Answer within(Duration bound, Supplier<Api.Answer> call) {
    long begun = System.nanoTime();
    Api.Answer answer = call.get();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(bound);
    return answer;
  }

  private static List<String> down(Api.Answer ready) {
    return StreamSupport.stream(ready.body().get("dependencies").spliterator(), false)
        .filter(finding -> !finding.get("up").asBoolean())
        .map(finding -> finding.get("name").asString())
        .toList();
  }
}
