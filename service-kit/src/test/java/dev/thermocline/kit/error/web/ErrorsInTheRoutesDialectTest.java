package dev.thermocline.kit.error.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.kit.example.ExampleService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    classes = ExampleService.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"thermocline.auth.mode=open", "thermocline.http.max-json-body=1KB"})
class ErrorsInTheRoutesDialectTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();

  @LocalServerPort private int port;

  @Test
  void namesTheFieldsThatAreWrong() throws Exception {
    HttpResponse<String> answer = post("/api/v1/things", "{\"name\":\" \",\"size\":0}");

    assertProblem(answer, 400, "invalid-argument");
    assertThat(json(answer).get("fields").toString()).contains("name", "size");
  }

  @Test
  void saysWhereJsonIsBroken() throws Exception {
    HttpResponse<String> answer = post("/api/v1/things", "{\"name\":\n  oops}");

    assertProblem(answer, 400, "unreadable-body");
    assertThat(json(answer).get("detail").asString()).contains("line 2").doesNotContain("jackson");
  }

  @Test
  void namesTheFieldOfAWrongType() throws Exception {
    HttpResponse<String> answer = post("/api/v1/things", "{\"name\":\"a\",\"size\":\"many\"}");

    assertProblem(answer, 400, "unreadable-body");
    assertThat(json(answer).get("detail").asString()).contains("'size'", "whole number");
  }

  @Test
  void keepsTheReasonOfADomainRuleInsideABody() throws Exception {
    HttpResponse<String> answer =
        post("/api/v1/things", "{\"name\":\"a\",\"size\":1,\"project\":\"NO!\"}");

    assertProblem(answer, 400, "invalid-argument");
    assertThat(json(answer).get("detail").asString()).contains("project");
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    assertProblem(post("/api/v1/things", "\"" + "x".repeat(2000) + "\""), 413, "too-large");
  }

  @Test
  void refusesABodyThatIsTooLargeAndDoesNotSayHowLarge() throws Exception {
    byte[] body = ("{\"name\":\"" + "x".repeat(2000) + "\"}").getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        send(
            request("/api/v1/things")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArray(body))));

    assertProblem(answer, 413, "too-large");
  }

  @Test
  void refusesOtherContentTypesMethodsAndParameters() throws Exception {
    for (String type :
        List.of("text/csv", "multipart/form-data", "multipart/form-data; boundary=x")) {
      assertProblem(
          send(
              request("/api/v1/things")
                  .header("Content-Type", type)
                  .POST(HttpRequest.BodyPublishers.ofString("a,b"))),
          415,
          "unsupported-media-type");
    }
    HttpResponse<String> wrongMethod = send(request("/api/v1/whoami").DELETE());
    assertProblem(wrongMethod, 405, "method-not-allowed");
    assertThat(wrongMethod.headers().firstValue("Allow").orElse("")).contains("GET");
    assertProblem(get("/api/v1/things?size=big"), 400, "invalid-argument");
    assertProblem(get("/api/v1/things"), 400, "invalid-argument");
    assertProblem(get("/api/v1/things?size=1&=nameless"), 400, "bad-request");
    assertProblem(get("/api/v1/nothing-here"), 404, "no-such-route");
    assertProblem(
        send(request("/api/v1/whoami").header("Accept", "image/png").GET()), 406, "not-acceptable");
  }

  @Test
  void tellsNothingOfWhatBrokeInside() throws Exception {
    HttpResponse<String> answer = send(request("/api/v1/things/x").DELETE());

    assertProblem(answer, 500, "internal");
    assertThat(answer.body()).doesNotContain("hunter2", "jdbc", "Exception", "at dev.");
    assertThat(json(answer).get("requestId").asString())
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
  }

  @Test
  void speaksMlflowsDialectUnderItsRoutes() throws Exception {
    HttpResponse<String> taken = post("/api/2.0/mlflow/experiments/create", "{\"name\":\"e\"}");
    assertThat(taken.statusCode()).isEqualTo(400);
    assertThat(json(taken).get("error_code").asString()).isEqualTo("RESOURCE_ALREADY_EXISTS");

    HttpResponse<String> unknown = get("/api/2.0/mlflow/no/such");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).get("error_code").asString()).isEqualTo("ENDPOINT_NOT_FOUND");
  }

  @Test
  void takesTheRequestIdOfTheCallerWhereItIsHarmless() throws Exception {
    assertThat(
            send(request("/livez").header("X-Request-Id", "abc-1").GET())
                .headers()
                .firstValue("X-Request-Id"))
        .hasValue("abc-1");
    assertThat(
            send(request("/livez").header("X-Request-Id", "a b{evil}").GET())
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow())
        .doesNotContain("evil");
  }

  @Test
  void refusesPathsThatHttpForbidsWithoutSayingWhatServesThem() throws Exception {
    for (String path :
        new String[] {"/api/v1/%2e%2e/forgotten", "/api/v1/a%2Fb", "/api//v1/whoami", "/a;b/c"}) {
      String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("Tomcat", "html", "treasure");
    }
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("code").asString()).isEqualTo(code);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
