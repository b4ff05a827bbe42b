package dev.thermocline.registry.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.access.web.RouteWalk;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TokensTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String GATEWAY = Tokens.fresh();
  private static final Path FOLDER = folder();

  private final int port;
  private final JdbcTemplate jdbc;
  private final ListableBeanFactory beans;

  @Autowired
  TokensTest(@LocalServerPort int port, JdbcTemplate jdbc, ListableBeanFactory beans) {
    this.port = port;
    this.jdbc = jdbc;
    this.beans = beans;
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("tokens-test");
      Files.writeString(folder.resolve("gateway"), GATEWAY);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Map<String, String> settings = new HashMap<>(Servers.of(TokensTest.class).settings());
    settings.put("thermocline.auth.mode", "tokens");
    settings.put("thermocline.data-folder", FOLDER.toString());
    settings.put("thermocline.auth.service-token-files.gateway", FOLDER + "/gateway");
    settings.forEach((name, value) -> registry.add(name, () -> value));
  }

  @Test
  void makesTheFirstAdminTokenForItsOwnerAlone() throws Exception {
    Path file = FOLDER.resolve("admin-token");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(admin()).matches("tc_[A-Za-z0-9_-]{43}");
    JsonNode self = json(send(admin(), "GET", "/api/v1/tokens/self", ""));
    assertThat(self.get("name").asString()).isEqualTo("admin");
    assertThat(self.get("role").asString()).isEqualTo("admin");
  }

  @Test
  void givesATokenOutOnceAndKeepsOnlyItsHash() throws Exception {
    HttpResponse<String> made =
        send(admin(), "POST", "/api/v1/tokens", "{\"name\":\"ada\",\"role\":\"scientist\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    String token = json(made).get("token").asString();

    assertThat(send(token, "GET", "/api/v1/tokens/self", "").statusCode()).isEqualTo(200);
    assertThat(send(token, "GET", "/api/v1/tokens", "").statusCode()).isEqualTo(403);
    assertThat(send(admin(), "GET", "/api/v1/tokens", "").body())
        .contains("ada")
        .doesNotContain(token)
        .doesNotContain("hash");
    assertThat(jdbc.queryForList("select t::text from token t", String.class))
        .noneMatch(row -> String.valueOf(row).contains(token));
  }

  @Test
  void takesARevokedAndAnOldTokenNoMore() throws Exception {
    String first = create("short-lived", "reader", null);

    HttpResponse<String> rotated = send(admin(), "POST", "/api/v1/tokens/short-lived/rotate", "");
    String second = json(rotated).get("token").asString();
    assertThat(send(first, "GET", "/api/v1/tokens/self", "").statusCode()).isEqualTo(401);
    assertThat(send(second, "GET", "/api/v1/tokens/self", "").statusCode()).isEqualTo(200);

    assertThat(send(admin(), "DELETE", "/api/v1/tokens/short-lived", "").statusCode())
        .isEqualTo(204);
    assertThat(send(second, "GET", "/api/v1/tokens/self", "").statusCode()).isEqualTo(401);
    assertThat(send(admin(), "POST", "/api/v1/tokens/short-lived/rotate", "").statusCode())
        .isEqualTo(409);
  }

  @Test
  void refusesWhatNoTokenShouldBe() throws Exception {
    create("taken", "reader", null);
    assertCode(409, "already-exists", "{\"name\":\"taken\",\"role\":\"reader\"}");
    assertCode(400, "invalid-argument", "{\"name\":\"../x\",\"role\":\"reader\"}");
    assertCode(400, "invalid-argument", "{\"name\":\"x\",\"role\":\"king\"}");
    assertCode(400, "invalid-argument", "{\"name\":\"x\",\"role\":\"service\"}");
    assertCode(400, "invalid-argument", "{\"name\":\"\",\"role\":\"\"}");
    assertCode(404, "not-found", "{\"name\":\"x\",\"role\":\"reader\",\"project\":\"nowhere\"}");
    assertCode(
        400,
        "invalid-argument",
        "{\"name\":\"x\",\"role\":\"reader\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}");
    assertThat(jdbc.queryForObject("select count(*) from token where name = 'x'", Long.class))
        .isZero();
  }

  @Test
  void keepsTheAdminOfAProjectInIt() throws Exception {
    assertThat(send(admin(), "POST", "/api/v1/projects", "{\"name\":\"team-a\"}").statusCode())
        .isEqualTo(201);
    String bound = create("a-admin", "admin", "team-a");

    assertThat(json(send(bound, "GET", "/api/v1/projects", "")).get("projects")).hasSize(1);
    assertThat(send(bound, "POST", "/api/v1/projects", "{\"name\":\"more\"}").statusCode())
        .isEqualTo(403);
    assertThat(
            send(bound, "POST", "/api/v1/tokens", "{\"name\":\"up\",\"role\":\"admin\"}")
                .statusCode())
        .isEqualTo(403);
    assertThat(send(bound, "DELETE", "/api/v1/tokens/admin", "").statusCode()).isEqualTo(404);
    assertThat(send(bound, "POST", "/api/v1/tokens/admin/rotate", "").statusCode()).isEqualTo(404);
    assertThat(send(bound, "GET", "/api/v1/tokens", "").body()).doesNotContain("\"admin\",\"role");
    assertThat(
            send(
                    bound,
                    "POST",
                    "/api/v1/tokens",
                    "{\"name\":\"inside\",\"role\":\"reader\",\"project\":\"team-a\"}")
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void tellsVerifiersToServicesAloneAndOnlyWhenTheyChanged() throws Exception {
    assertThat(send(admin(), "GET", "/api/v1/tokens/verifiers", "").statusCode()).isEqualTo(403);

    HttpResponse<String> all = send(GATEWAY, "GET", "/api/v1/tokens/verifiers", "");
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(json(all).get("projects").toString()).contains("default");
    assertThat(all.body()).contains("service-gateway").doesNotContain(GATEWAY);
    String etag = all.headers().firstValue("ETag").orElseThrow();

    create("changes-" + System.nanoTime(), "reader", null);

    assertThat(ifNoneMatch(etag).statusCode()).isEqualTo(200);
    String newer = ifNoneMatch(etag).headers().firstValue("ETag").orElseThrow();
    assertThat(ifNoneMatch(newer).statusCode()).isEqualTo(304);
  }

  @Test
  void guardsEveryRoute() {
    assertThat(new RouteWalk(beans).unguarded()).isEmpty();
  }

  private void assertCode(int status, String code, String body) throws Exception {
    HttpResponse<String> answer = send(admin(), "POST", "/api/v1/tokens", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).get("code").asString()).isEqualTo(code);
  }

  private String create(String name, String role, @Nullable String project) throws Exception {
    String bound = project == null ? "" : ",\"project\":\"" + project + "\"";
    HttpResponse<String> made =
        send(
            admin(),
            "POST",
            "/api/v1/tokens",
            "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"" + bound + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return json(made).get("token").asString();
  }

  private static String admin() throws IOException {
    return Files.readString(FOLDER.resolve("admin-token")).strip();
  }

  private HttpResponse<String> ifNoneMatch(String etag) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/tokens/verifiers"))
            .header("Authorization", "Bearer " + GATEWAY)
            .header("If-None-Match", etag)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
