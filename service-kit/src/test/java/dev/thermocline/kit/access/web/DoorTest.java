package dev.thermocline.kit.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.access.Verifiers;
import dev.thermocline.kit.example.ExampleService;
import dev.thermocline.kit.example.KnownTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    classes = {ExampleService.class, DoorTest.Tokens.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=tokens")
class DoorTest {
  @TestConfiguration(proxyBeanMethods = false)
  static class Tokens {
    @Bean
    KnownTokens knownTokens() {
      return new KnownTokens();
    }
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final int port;
  private final KnownTokens tokens;
  private final ListableBeanFactory beans;

  @Autowired
  DoorTest(@LocalServerPort int port, KnownTokens tokens, ListableBeanFactory beans) {
    this.port = port;
    this.tokens = tokens;
    this.beans = beans;
  }

  @AfterEach
  void knowAllAgain() {
    tokens.set(KnownTokens.all(Instant.now()));
  }

  @Test
  void letsNobodyInWithoutAToken() throws Exception {
    HttpResponse<String> answer = send(request("/api/v1/whoami"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(json(answer).get("code").asString()).isEqualTo("unauthenticated");
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .anyMatch(h -> h.startsWith("Basic"))
        .anyMatch(h -> h.startsWith("Bearer"));
  }

  @Test
  void takesATokenAsBearerAndAsThePasswordOfBasic() throws Exception {
    JsonNode bearer = json(send(as(KnownTokens.SCIENTIST, "/api/v1/whoami")));
    assertThat(bearer.get("name").asString()).isEqualTo("ada");
    assertThat(bearer.get("role").asString()).isEqualTo("SCIENTIST");
    assertThat(bearer.get("project").asString()).isEqualTo("default");

    String pair =
        Base64.getEncoder()
            .encodeToString(("anyone:" + KnownTokens.READER).getBytes(StandardCharsets.UTF_8));
    JsonNode basic = json(send(request("/api/v1/whoami").header("Authorization", "Basic " + pair)));
    assertThat(basic.get("name").asString()).isEqualTo("reader");
  }

  @Test
  void refusesForgedExpiredAndGarbledTokens() throws Exception {
    for (String header :
        List.of(
            "Bearer tc_forged",
            "Bearer " + KnownTokens.READER + "x",
            "Bearer",
            "Bearer  ",
            "Basic !!!",
            "Basic "
                + Base64.getEncoder().encodeToString("nocolon".getBytes(StandardCharsets.UTF_8)),
            "Negotiate abc",
            "Bearer " + "x".repeat(5000))) {
      assertThat(send(request("/api/v1/whoami").header("Authorization", header)).statusCode())
          .as(header)
          .isEqualTo(401);
    }
    HttpResponse<String> expired = send(as(KnownTokens.EXPIRED, "/api/v1/whoami"));
    assertThat(expired.statusCode()).isEqualTo(401);
    assertThat(expired.body()).contains("expired at", "rotate").doesNotContain("tc_expired");
  }

  @Test
  void refusesATokenFromTheMomentItIsRevoked() throws Exception {
    assertThat(send(as(KnownTokens.READER, "/api/v1/whoami")).statusCode()).isEqualTo(200);

    tokens.set(new Verifiers(2, Map.of(), Set.of(), Instant.now()));

    assertThat(send(as(KnownTokens.READER, "/api/v1/whoami")).statusCode()).isEqualTo(401);
  }

  @Test
  void asksForTheRoleOfTheRule() throws Exception {
    HttpRequest.Builder post =
        as(KnownTokens.READER, "/api/v1/things")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\",\"size\":1}"));
    HttpResponse<String> answer = send(post);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(json(answer).get("code").asString()).isEqualTo("forbidden");
    assertThat(json(answer).get("detail").asString()).contains("reader", "scientist");
  }

  @Test
  void tellsBrowsersNeitherToGuessTypesNorToFramePages() throws Exception {
    for (HttpRequest.Builder request :
        List.of(
            request("/livez"),
            request("/api/v1/whoami"),
            as(KnownTokens.READER, "/api/v1/whoami"),
            as(KnownTokens.ADMIN, "/forgotten"))) {
      HttpResponse<String> answer = send(request);
      assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
      assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }
  }

  @Test
  void refusesHeadersWithControlCharacters() throws Exception {
    String answer =
        raw(
            "GET /api/v1/whoami HTTP/1.1\r\nHost: x\r\nX-Thermocline-Project: team\u0085a\r\n"
                + "Authorization: Bearer "
                + KnownTokens.READER
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400");
  }

  @Test
  void refusesInTheDialectOfTheRoute() throws Exception {
    HttpResponse<String> stranger = send(request("/api/2.0/mlflow/experiments/create"));
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(json(stranger).get("error_code").asString()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void closesARouteThatNoRuleNames() throws Exception {
    HttpResponse<String> answer = send(as(KnownTokens.ADMIN, "/forgotten"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain("treasure");
    assertThat(send(request("/forgotten")).statusCode()).isEqualTo(401);
    assertThat(new RouteWalk(beans).unguarded())
        .extracting(RouteWalk.Route::pattern)
        .containsExactly("/forgotten");
  }

  @Test
  void opensNothingToStrangersButTheFewPagesOfEveryService() {
    assertThat(new RouteWalk(beans).open())
        .extracting(RouteWalk.Route::pattern)
        .containsExactlyInAnyOrder("/", "/livez", "/readyz", "/v3/api-docs", "/v3/api-docs.yaml");
  }

  @Test
  void keepsABoundTokenInItsProject() throws Exception {
    JsonNode inside = json(send(as(KnownTokens.BOUND, "/api/v1/whoami")));
    assertThat(inside.get("project").asString()).isEqualTo("team-a");

    assertThat(
            send(as(KnownTokens.BOUND, "/api/v1/whoami").header("X-Thermocline-Project", "team-b"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(as(KnownTokens.BOUND, "/api/v1/whoami").header("X-MLFLOW-WORKSPACE", "default"))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void findsTheProjectThatARequestNames() throws Exception {
    assertThat(
            json(send(
                    as(KnownTokens.READER, "/api/v1/whoami")
                        .header("X-MLFLOW-WORKSPACE", "team-b")))
                .get("project")
                .asString())
        .isEqualTo("team-b");
    assertThat(status("X-Thermocline-Project", "nowhere")).isEqualTo(404);
    assertThat(status("X-Thermocline-Project", "NOT a name")).isEqualTo(400);
    assertThat(
            send(as(KnownTokens.READER, "/api/v1/whoami")
                    .header("X-MLFLOW-WORKSPACE", "team-b")
                    .header("X-Thermocline-Project", "team-a"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void changesNothingOnceTheTokensWereNotConfirmedForTenMinutes() throws Exception {
    tokens.set(KnownTokens.all(Instant.now().minus(Duration.ofMinutes(11))));

    assertThat(send(as(KnownTokens.SCIENTIST, "/api/v1/whoami")).statusCode()).isEqualTo(200);
    HttpResponse<String> change = send(as(KnownTokens.SCIENTIST, "/api/v1/things/x").DELETE());
    assertThat(change.statusCode()).isEqualTo(503);
    assertThat(change.body()).contains("has not confirmed the tokens since");
  }

  @Test
  void opensNoClosedRouteByAnySpellingOfItsPath() throws Exception {
    for (String path :
        List.of(
            "/forgotten",
            "/forgotten/",
            "/forgotten;x=1",
            "/%66orgotten",
            "/FORGOTTEN",
            "//forgotten",
            "/./forgotten",
            "/livez/../forgotten",
            "/livez/%2e%2e/forgotten",
            "/livez%2f..%2fforgotten",
            "/livez/..;/forgotten",
            "/livez%5c..%5cforgotten",
            "/%2566orgotten",
            "/forgotten%00",
            "/forgotten%20",
            "/forgotten.json",
            "/forgotten?",
            "/livez;/forgotten",
            "/%c0%ae%c0%ae/forgotten",
            "/forgotten%0d%0a",
            "/\\forgotten",
            "/livez/forgotten",
            "/api/v1/../../forgotten",
            "/api/v1/%2e%2e/%2e%2e/forgotten")) {
      for (String token : List.of("", "Authorization: Bearer " + KnownTokens.READER + "\r\n")) {
        String answer =
            raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + token + "Connection: close\r\n\r\n");
        assertThat(answer).as(path).startsWith("HTTP/1.1 4").doesNotContain("treasure");
      }
    }
  }

  @Test
  void raisesNoRoleByAnySpellingOfAPath() throws Exception {
    for (String path :
        List.of(
            "/api/v1/things/x",
            "/api/v1/things/%78",
            "/api/v1/things/x/",
            "/api/v1/things;a/x",
            "/api/v1//things/x",
            "/api/v1/%74hings/x",
            "/api/v1/./things/x",
            "/api/v1/whoami/../things/x",
            "/api/v1/things%2fx",
            "/api/v1/things/%2578")) {
      String answer =
          raw(
              "DELETE "
                  + path
                  + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                  + KnownTokens.READER
                  + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(path).startsWith("HTTP/1.1 4");
    }
    for (String override : List.of("X-HTTP-Method-Override", "X-HTTP-Method")) {
      assertThat(
              send(as(KnownTokens.READER, "/api/v1/things/x")
                      .header(override, "DELETE")
                      .POST(HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void tellsDetailsOfItsHealthToKnownCallersOnly() throws Exception {
    HttpResponse<String> stranger = send(request("/readyz"));
    assertThat(stranger.statusCode()).isEqualTo(200);
    assertThat(stranger.body()).doesNotContain("dependencies");
    assertThat(send(as(KnownTokens.READER, "/readyz")).body()).contains("dependencies");
    assertThat(send(request("/livez")).statusCode()).isEqualTo(200);
    assertThat(send(request("/")).body()).contains("/v3/api-docs", "/readyz");
    assertThat(send(request("/actuator/prometheus")).statusCode()).isEqualTo(401);
    assertThat(send(as(KnownTokens.READER, "/actuator/prometheus")).body()).contains("jvm_memory");
  }

  @Test
  void saysThatItKnowsNoTokensYetInsteadOfCallingThemWrong() throws Exception {
    tokens.set(Verifiers.NONE);

    HttpResponse<String> answer = send(as(KnownTokens.READER, "/api/v1/whoami"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("has not heard from the registry yet");
  }

  private int status(String header, String value) throws Exception {
    return send(as(KnownTokens.READER, "/api/v1/whoami").header(header, value)).statusCode();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpRequest.Builder as(String token, String path) {
    return request(path).header("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
