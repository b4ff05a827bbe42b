package dev.thermocline.features.online;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.features.Api;
import dev.thermocline.features.MovableClock;
import dev.thermocline.features.hot.ServedCatalogs;
import dev.thermocline.features.hot.ServedView;
import dev.thermocline.hot.HotWriter;
import dev.thermocline.hot.Provenance;
import dev.thermocline.hot.RowBuilder;
import dev.thermocline.hot.RowTimes;
import dev.thermocline.hot.RowWrite;
import dev.thermocline.kit.project.Project;
import dev.thermocline.testkit.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(OnlineReadTest.Clocks.class)
class OnlineReadTest {
  private static final Instant EVENT = Instant.parse("2026-01-02T03:04:05.000006Z");
  private static final String DEFINITIONS =
      """
      {"entities": [{"name": "patient", "joinKeys": [{"name": "patient_id", "type": "int64"}]},
                    {"name": "bed", "joinKeys": [{"name": "ward", "type": "string"},
                                                  {"name": "number", "type": "int32"}]}],
       "views": [{"name": "vitals", "entity": "patient", "ttl": "PT1H",
                  "fields": [{"name": "bp", "type": "float64"}, {"name": "note", "type": "string"},
                             {"name": "beats", "type": "array<int32>"},
                             {"name": "seen", "type": "timestamp"}]},
                 {"name": "usage", "entity": "bed", "fields": [{"name": "days", "type": "int64"}]},
                 {"name": "cold", "entity": "patient", "online": false,
                  "fields": [{"name": "x", "type": "int64"}]}],
       "featureServices": [{"name": "triage", "features": ["vitals:bp", "usage:days"]},
                           {"name": "priced", "features": ["vitals:bp"],
                            "requestInputs": [{"name": "weight", "type": "float64"}],
                            "expressions": [{"name": "load", "type": "float64",
                                             "expression": "vitals:bp * weight"}]}]}
      """;

  private final Api api;
  private final HotWriter writer;
  private final ServedCatalogs catalogs;
  private final MovableClock clock;

  @Autowired
  OnlineReadTest(
      @LocalServerPort int port, HotWriter writer, ServedCatalogs catalogs, MovableClock clock) {
    this.api = new Api(port);
    this.writer = writer;
    this.catalogs = catalogs;
    this.clock = clock;
  }

  @TestConfiguration
  static class Clocks {
    @Bean
    MovableClock clock() {
      return new MovableClock();
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(OnlineReadTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @BeforeEach
  void define() {
    clock.setAhead(Duration.between(Instant.now(), EVENT.plus(Duration.ofMinutes(5))));
    Api.Answer applied = api.post("/api/v1/views/apply", DEFINITIONS);
    assertThat(applied.status()).as("%s", applied.body()).isEqualTo(200);
    store("vitals", List.of(7L), Arrays.asList(120.5, null, List.of(1, 2), 1_000_000L));
    store("usage", List.of("a b", 3), List.of(9L));
  }

  private void store(String view, List<?> keys, List<? extends @Nullable Object> values) {
    ServedView served = catalogs.refresh(Project.DEFAULT).view(view);
    RowBuilder builder = new RowBuilder(served.schema());
    for (int i = 0; i < values.size(); i++) {
      builder.set(i, values.get(i));
    }
    byte[] row = builder.build(RowTimes.of(EVENT, null, EVENT), new Provenance.Snapshot(1));
    writer.write(
        List.of(
            new HotWriter.EntityWrite(
                served.keyOfDeclared(keys),
                Duration.ofMinutes(10),
                List.of(RowWrite.newer(served.hot().number(), row)))));
  }

  @Test
  void readsFeaturesOfSeveralKindsOfEntitiesAtOnce() {
    JsonNode body =
        ok(
            """
            {"features": ["usage:days", "vitals:bp", "vitals:note", "vitals:beats", "vitals:seen"],
             "entities": {"patient_id": [7, 8], "ward": ["a b", "a b"], "number": [3, 4]},
             "marks": true}
            """);
    assertThat(body.at("/features/0/values").toString()).isEqualTo("[9,null]");
    assertThat(body.at("/features/0/states").toString()).isEqualTo("[\"PRESENT\",\"NOT_FOUND\"]");
    assertThat(body.at("/features/1/values").toString()).isEqualTo("[120.5,null]");
    assertThat(body.at("/features/2/states").toString())
        .isEqualTo("[\"NULL_VALUE\",\"NOT_FOUND\"]");
    assertThat(body.at("/features/3/values").toString()).isEqualTo("[[1,2],null]");
    assertThat(body.at("/features/4/values").toString())
        .isEqualTo("[\"1970-01-01T00:00:01Z\",null]");
    assertThat(body.at("/views/vitals/eventTimes").toString())
        .isEqualTo("[\"2026-01-02T03:04:05.000006Z\",null]");
    assertThat(body.at("/views/vitals/marks/0").asString()).matches("[0-9a-f]{32}");
  }

  /** The bytes that docs/online-binary.md asks for, put together by another encoder. */
  @Test
  void answersInBytesWhereTheCallerTakesThem() {
    byte[] answer =
        api.postFor(
            "application/vnd.thermocline.online",
            "/api/v1/online/read",
            """
            {"features": ["usage:days", "vitals:bp", "vitals:note", "vitals:beats", "vitals:seen"],
             "entities": {"patient_id": [7, 8], "ward": ["a b", "a b"], "number": [3, 4]}}
            """);
    assertThat(HexFormat.of().formatHex(answer))
        .isEqualTo(
            "54434f310002000000050000000a0075736167653a6461797302000209000000000000000000000000000000"
                + "0900766974616c733a62700400020000000000205e4000000000000000000b00766974616c733a6e6f746505"
                + "01020000000000000000000000000c00766974616c733a626561747381000200000000020000000200000001"
                + "000000020000000b00766974616c733a7365656e07000240420f000000000000000000000000000200000005"
                + "00757361676546f34cf65e47060000000000000000800600766974616c7346f34cf65e470600000000000000"
                + "0080");
  }

  @Test
  void aRefusalIsJsonAlsoWhereBytesWereAskedFor() {
    assertThat(
            new String(
                api.postFor(
                    "application/vnd.thermocline.online",
                    "/api/v1/online/read",
                    read("vitals:nope", "[1]")),
                UTF_8))
        .startsWith("{")
        .contains("not-found");
  }

  @Test
  void aValuePastItsTtlIsNeverServed() {
    clock.setAhead(Duration.between(Instant.now(), EVENT.plus(Duration.ofHours(2))));
    JsonNode body = ok("{\"features\": [\"vitals:bp\"], \"entities\": {\"patient_id\": [7]}}");
    assertThat(body.at("/features/0/values").toString()).isEqualTo("[null]");
    assertThat(body.at("/features/0/states/0").asString()).isEqualTo("OUTSIDE_MAX_AGE");
    assertThat(body.at("/views/vitals/eventTimes/0").asString()).startsWith("2026-01-02");
  }

  @Test
  void readsAFeatureService() {
    JsonNode body =
        ok(
            """
            {"service": "triage", "version": 1,
             "entities": {"patient_id": [7], "ward": ["a b"], "number": [3]}}
            """);
    assertThat(body.at("/features/1/feature").asString()).isEqualTo("usage:days");
    assertThat(body.at("/features/1/values/0").asLong()).isEqualTo(9);
  }

  @Test
  void computesTheExpressionsOfAServiceFromWhatTheRequestSays() {
    JsonNode body =
        ok(
            """
            {"service": "priced", "entities": {"patient_id": [7, 8]},
             "inputs": {"weight": [2.0, 3.0]}}
            """);
    assertThat(body.at("/expressions").toString())
        .isEqualTo("[{\"name\":\"load\",\"type\":\"float64\",\"values\":[241.0,null]}]");
    assertThat(
            ok("{\"service\": \"priced\", \"entities\": {\"patient_id\": [7]}}").has("expressions"))
        .isFalse();
    String asked = "{\"service\": \"priced\", \"entities\": {\"patient_id\": [7]}, \"inputs\": %s}";
    refused(asked.formatted("{\"weight\": [1, 2]}"), 400, "'weight' needs a list");
    refused(asked.formatted("{\"weight\": [\"x\"]}"), 400, "inputs.weight[0]");
    refused(asked.formatted("{\"weight\": [1], \"height\": [1]}"), 400, "'height'");
    refused(asked.formatted("7"), 400, "inputs");
  }

  @Test
  void refusesWhatIsWrongByItsName() {
    refused("{\"features\": [\"vitals:bp\"], \"entities\": {}}", 400, "patient_id");
    refused(read("vitals:nope", "[1]"), 404, "nope");
    refused(read("nope:bp", "[1]"), 404, "nope");
    refused(read("cold:x", "[1]"), 400, "not served online");
    refused(read("vitals:bp", "[\"1\"]"), 400, "entities.patient_id[0]");
    refused(read("vitals:bp", "[null]"), 400, "entities.patient_id[0]");
    refused(read("vitals:bp", "[]"), 400, "at least one entity");
    refused(read("vitals:bp", "[1.5]"), 400, "int64");
    refused(read("vitals:bp", "[" + "1,".repeat(10_001) + "1]"), 413, "10000");
    refused(
        "{\"features\": [\"usage:days\"], \"entities\": {\"ward\": [\"%s\"], \"number\": [1]}}"
            .formatted("x".repeat(1 << 20)),
        400,
        "1024");
    refused(
        "{\"features\": [\"usage:days\"], \"entities\": {\"ward\": [\"a\", \"b\"], \"number\": [1]}}",
        400,
        "differ in length");
    refused("{\"features\": [\"vitals:bp\"], \"service\": \"x\", \"entities\": {}}", 400, "either");
    refused("{\"features\": \"vitals:bp\", \"entities\": {}}", 400, "features");
    refused("[]", 400, "JSON object");
  }

  @Test
  void speaksFeast() {
    Api.Answer answer =
        api.post(
            "/get-online-features",
            """
            {"features": ["usage:days", "vitals:bp", "vitals:seen"], "full_feature_names": false,
             "entities": {"patient_id": [7, 8], "ward": ["a b", "x"], "number": [3, 4]}}
            """);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().at("/metadata/feature_names").toString())
        .isEqualTo("[\"patient_id\",\"ward\",\"number\",\"days\",\"bp\",\"seen\"]");
    assertThat(answer.body().at("/results/0/values").toString()).isEqualTo("[7,8]");
    assertThat(answer.body().at("/results/3").toString())
        .isEqualTo(
            "{\"values\":[9,null],\"statuses\":[\"PRESENT\",\"NOT_FOUND\"],"
                + "\"event_timestamps\":[\"2026-01-02T03:04:05.000006Z\",\"1970-01-01T00:00:00Z\"]}");
    assertThat(answer.body().at("/results/5/values").toString()).isEqualTo("[1,null]");
  }

  @Test
  void answersFeastsMistakesInItsOwnWords() {
    Api.Answer unknown =
        api.post(
            "/get-online-features",
            "{\"features\": [\"nope:bp\"], \"entities\": {\"patient_id\": [7]}}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().at("/class").asString()).isEqualTo("FeatureViewNotFoundException");
    Api.Answer incomplete =
        api.post(
            "/get-online-features",
            "{\"features\": [\"usage:days\"], \"entities\": {\"ward\": [\"a\"]}}");
    assertThat(incomplete.status()).isEqualTo(422);
    assertThat(incomplete.body().at("/message").asString()).contains("'number'");
    assertThat(api.post("/get-online-features", "{").status()).isEqualTo(422);
  }

  private static String read(String feature, String ids) {
    return "{\"features\": [\"%s\"], \"entities\": {\"patient_id\": %s}}".formatted(feature, ids);
  }

  private JsonNode ok(String body) {
    Api.Answer answer = api.post("/api/v1/online/read", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private void refused(String body, int status, String named) {
    Api.Answer answer = api.post("/api/v1/online/read", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.body().at("/detail").asString()).contains(named);
  }
}
