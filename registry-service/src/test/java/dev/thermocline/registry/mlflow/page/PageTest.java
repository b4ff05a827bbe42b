package dev.thermocline.registry.mlflow.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.registry.testing.RegistryClient;
import dev.thermocline.registry.testing.RegistryClient.Answer;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** MLflow's page behind the door: who gets it, what a browser may keep, and what it asks for. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class PageTest {
  private static final Path FOLDER = folder();
  private static final String RUN =
      """
      query GetRun($data: MlflowGetRunInput!) @component(name: "x") {
        mlflowGetRun(input: $data) {
          apiError { code message __typename }
          run {
            info { runUuid startTime __typename }
            experiment { name __typename }
            data { metrics { key value step __typename } }
            modelVersions { name }
          }
        }
      }
      """;

  private final RegistryClient registry;

  PageTest(@LocalServerPort int port) {
    this.registry = new RegistryClient(port);
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("page-test");
      Path page = Files.createDirectories(folder.resolve("build/static/js")).resolve("../..");
      Files.writeString(page.resolve("index.html"), "<!doctype html><title>MLflow</title>");
      Files.writeString(page.resolve("manifest.json"), "{}");
      Files.writeString(page.resolve("static/js/main.0a1b2c3d.js"), "void 0;");
      Files.writeString(folder.resolve("secret.txt"), "not for the page");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Map<String, String> settings = new HashMap<>(Servers.of(PageTest.class).settings());
    settings.put("thermocline.auth.mode", "tokens");
    settings.put("thermocline.data-folder", FOLDER.toString());
    settings.put("thermocline.mlflow.page", FOLDER.resolve("build").toString());
    settings.forEach((name, value) -> registry.add(name, () -> value));
  }

  @Test
  void asksABrowserForTheTokenBeforeItShowsThePage() throws IOException {
    Answer stranger = registry.get("/");
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.raw().headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Basic");
    assertThat(registry.get("/static-files/manifest.json").status()).isEqualTo(401);

    Answer page = registry.get("/", "Authorization", basic());

    assertThat(page.status()).isEqualTo(200);
    assertThat(text(page)).contains("<title>MLflow</title>");
    assertThat(header(page, "Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(header(page, "Cache-Control")).contains("no-cache");
  }

  @Test
  void letsABrowserKeepTheFilesWhoseNamesHoldTheirDigest() throws IOException {
    Answer hashed = get("/static-files/static/js/main.0a1b2c3d.js");
    assertThat(text(hashed)).isEqualTo("void 0;");
    assertThat(header(hashed, "Content-Type")).startsWith("text/javascript");
    assertThat(header(hashed, "Cache-Control")).contains("max-age=2419200", "immutable", "private");

    Answer named = get("/static-files/manifest.json");
    assertThat(header(named, "Cache-Control")).contains("no-cache");
    String written = header(named, "Last-Modified");
    assertThat(
            registry
                .get(
                    "/static-files/manifest.json",
                    "Authorization",
                    basic(),
                    "If-Modified-Since",
                    written)
                .status())
        .isEqualTo(304);
  }

  @Test
  void servesNothingBesideThePage() throws IOException {
    for (String path :
        List.of(
            "/static-files/../secret.txt",
            "/static-files/%2e%2e/secret.txt",
            "/static-files/static/..%2f..%2f..%2fsecret.txt",
            "/static-files/%2e%2e%5csecret.txt",
            "/static-files/..;/secret.txt",
            "/static-files/static/%252e%252e/%252e%252e/%252e%252e/secret.txt",
            "/static-files//etc/passwd",
            "/static-files/" + FOLDER.resolve("secret.txt"),
            "/static-files/none.js")) {
      Answer answer = get(path);
      assertThat(answer.status()).as(path).isBetween(400, 404);
      assertThat(text(answer)).doesNotContain("not for the page", "root:");
    }
    assertThat(registry.send("POST", "/static-files/manifest.json", "{}", "Authorization", basic()))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(405));
  }

  @Test
  void refusesAChangeThatAnotherSitesPageAsksFor() throws IOException {
    String create = "/ajax-api/2.0/mlflow/experiments/create";
    for (String[] from :
        List.of(
            new String[] {"Sec-Fetch-Site", "cross-site"},
            new String[] {"Sec-Fetch-Site", "same-site"},
            new String[] {"Origin", "https://elsewhere.example"},
            new String[] {"Origin", "null"})) {
      Answer answer =
          registry.send(
              "POST", create, "{\"name\":\"forged\"}", "Authorization", basic(), from[0], from[1]);
      assertThat(answer.status()).as(String.join(" ", from)).isEqualTo(403);
      assertThat(answer.body().path("error_code").asString()).isEqualTo("PERMISSION_DENIED");
    }
    assertThat(get("/ajax-api/2.0/mlflow/experiments/get-by-name?experiment_name=forged").status())
        .isEqualTo(404);

    String own = "http://" + get("/").raw().uri().getAuthority();
    Answer fromHere =
        registry.send(
            "POST", create, "{\"name\":\"own\"}", "Authorization", basic(), "Origin", own);
    assertThat(fromHere.status()).isEqualTo(200);
  }

  @Test
  void answersTheQueriesOfThePage() throws IOException {
    String experiment =
        post("/ajax-api/2.0/mlflow/experiments/create", "{\"name\":\"asked\"}")
            .path("experiment_id")
            .asString();
    String run =
        post(
                "/ajax-api/2.0/mlflow/runs/create",
                "{\"experiment_id\":\"" + experiment + "\",\"start_time\":1234567890123}")
            .at("/run/info/run_id")
            .asString();
    var _ =
        post(
            "/ajax-api/2.0/mlflow/runs/log-batch",
            "{\"run_id\":\""
                + run
                + "\",\"metrics\":[{\"key\":\"loss\",\"value\":0.5,\"timestamp\":1,\"step\":2},"
                + "{\"key\":\"gone\",\"value\":\"NaN\",\"timestamp\":1,\"step\":3}]}");

    JsonNode found = graphql("GetRun", RUN, "{\"data\":{\"runId\":\"" + run + "\"}}");

    JsonNode shown = found.at("/data/mlflowGetRun/run");
    assertThat(shown.at("/info/runUuid").asString()).isEqualTo(run);
    assertThat(shown.at("/info/startTime").stringValue()).isEqualTo("1234567890123");
    assertThat(shown.at("/info/endTime").isNull()).isTrue();
    assertThat(shown.at("/info/__typename").asString()).isEqualTo("MlflowRunInfo");
    assertThat(shown.at("/experiment/name").asString()).isEqualTo("asked");
    assertThat(shown.at("/modelVersions").isEmpty()).isTrue();
    assertThat(shown.at("/data/metrics")).hasSize(2);
    assertThat(shown.at("/data/metrics/0/value").isNull()).as("NaN").isTrue();
    assertThat(shown.at("/data/metrics/1/step").stringValue()).isEqualTo("2");
  }

  @Test
  void tellsThePageWhatIsNotThereWhereItLooks() throws IOException {
    JsonNode found = graphql("GetRun", RUN, "{\"data\":{\"runId\":\"" + "0".repeat(32) + "\"}}");

    assertThat(found.at("/data/mlflowGetRun/run").isNull()).isTrue();
    assertThat(found.at("/data/mlflowGetRun/apiError/code").asString())
        .isEqualTo("RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void refusesQueriesThatItDoesNotKnow() throws IOException {
    for (String query :
        List.of(
            "query Other { mlflowGetRun(input: $data) { run { info { runUuid } } } }",
            "mutation GetRun { mlflowGetRun(input: $data) { run { info { runUuid } } } }",
            "query GetRun { mlflowGetExperiment(input: $data) { experiment { name } } }",
            "query GetRun { mlflowGetRun(input: $data) { run { info { salary } } } }",
            "query GetRun { mlflowGetRun(input: $data) { run } mlflowGetRun(input: $data) { x } }",
            "query GetRun {",
            "{ __schema { types { name } } }",
            "query GetRun " + "{".repeat(30_000))) {
      Answer answer =
          registry.send(
              "POST",
              "/graphql",
              JsonMapper.shared()
                  .writeValueAsString(
                      Map.of("query", query, "variables", Map.of("data", Map.of("runId", "x")))),
              "Authorization",
              basic());
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.body().path("error_code").asString()).isEqualTo("INVALID_PARAMETER_VALUE");
    }
  }

  @Test
  void sendsAFileOfARunThatThePageUploaded() throws IOException {
    String run =
        post("/ajax-api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\"}")
            .at("/run/info/run_id")
            .asString();
    Answer put =
        registry.send(
            "POST",
            "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + run + "&path=notes/a.html",
            "<script>alert(1)</script>",
            "Authorization",
            basic());
    assertThat(put.status()).as(text(put)).isEqualTo(200);

    Answer got = get("/get-artifact?run_uuid=" + run + "&path=notes%2Fa.html");

    assertThat(text(got)).isEqualTo("<script>alert(1)</script>");
    assertThat(header(got, "Content-Disposition")).startsWith("attachment");
    assertThat(header(got, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(get("/get-artifact?run_uuid=" + run + "&path=..%2Fother").status()).isEqualTo(400);
    assertThat(get("/get-artifact?run_uuid=" + run).status()).isEqualTo(400);
    assertThat(get("/model-versions/get-artifact?name=none&version=1&path=a").status())
        .isEqualTo(404);
  }

  private JsonNode graphql(String operation, String query, String variables) throws IOException {
    return post(
        "/graphql",
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "operationName",
                    operation,
                    "query",
                    query,
                    "variables",
                    JsonMapper.shared().readTree(variables))));
  }

  private JsonNode post(String path, String json) throws IOException {
    Answer answer = registry.send("POST", path, json, "Authorization", basic());
    assertThat(answer.status()).as(text(answer)).isEqualTo(200);
    return answer.body();
  }

  private Answer get(String path) throws IOException {
    return registry.get(path, "Authorization", basic());
  }

  private static String basic() throws IOException {
    String pair = "anyone:" + Files.readString(FOLDER.resolve("admin-token")).strip();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Answer answer) {
    return new String(answer.raw().body(), StandardCharsets.UTF_8);
  }

  private static String header(Answer answer, String name) {
    return answer.raw().headers().firstValue(name).orElse("");
  }
}
