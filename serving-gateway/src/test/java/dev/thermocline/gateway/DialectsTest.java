package dev.thermocline.gateway;

import static dev.thermocline.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.predict.DirectRoute;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.testkit.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DialectsTest {
  private final Servers servers = Servers.of(DialectsTest.class);
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FrozenModels models = RunningGateway.models(servers);
  private RunningGateway gateway;

  @BeforeAll
  void start(@TempDir Path data) {
    gateway = RunningGateway.start(servers, registry.url(), data);
    gateway.serving(registry.deploy("sum", models.freezeLinear("sum", 1, 1, 10, 100)));
  }

  @AfterAll
  void stop() {
    gateway.close();
    registry.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"dataframe_split\":{\"columns\":[\"x0\",\"x1\"],\"data\":[[1,2],[3,4]]}}|[{\"y\":211.0},{\"y\":431.0}]",
        "{\"dataframe_records\":[{\"x0\":1,\"x1\":2},{\"x0\":3,\"x1\":4}]}|[{\"y\":211.0},{\"y\":431.0}]",
        "{\"dataframe_records\":[{\"x0\":\"1\",\"x1\":2}],\"params\":{}}|[{\"y\":211.0}]",
        "{\"instances\":[[1,2],[3,4]]}|{\"y\":[[211.0],[431.0]]}",
        "{\"inputs\":{\"x0\":[1,3],\"x1\":[2,4]}}|{\"y\":[[211.0],[431.0]]}"
      })
  void answersEveryFormOfMlflow(String body, String predictions) {
    HttpResponse<String> answer = gateway.post("/invocations", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).get("predictions").toString()).isEqualTo(predictions);
  }

  @Test
  void answersCsv() {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.url("/endpoints/sum/invocations"))
                .header("Content-Type", "text/csv; charset=utf-8")
                .POST(BodyPublishers.ofString("x1,x0\n2,\"1\"\r\n4,3\n")));
    assertThat(json(answer).get("predictions").toString())
        .isEqualTo("[{\"y\":211.0},{\"y\":431.0}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/invocations|{\"dataframe_records\":[{\"x0\":1}]}|400|x1",
        "/invocations|{\"dataframe_records\":[{\"x0\":\"many\",\"x1\":1}]}|400|x0",
        "/invocations|{\"rows\":[]}|400|exactly one",
        "/invocations|nonsense|400|JSON",
        "/endpoints/none/invocations|{\"instances\":[[1,2]]}|404|none",
        "/v1/models/sum:predict|{}|400|instances",
        "/v1/models/none:predict|{\"instances\":[[1,2]]}|404|none",
        "/v2/models/none/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1,2],\"datatype\":\"FP64\",\"data\":[1,2]}]}|404|none",
        "/v2/models/sum/infer|{\"inputs\":[]}|400|inputs",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1099511627776,2],\"datatype\":\"FP64\",\"data\":[1]}]}|400|too large",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[-1,2],\"datatype\":\"FP64\",\"data\":[1]}]}|400|negative",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1,3],\"datatype\":\"FP64\",\"data\":[1,2,3]}]}|400|X",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1,2],\"datatype\":\"FP64\",\"data\":[1,null]}]}|400|X",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1,2],\"datatype\":\"FP16\",\"data\":[1,2]}]}|400|FP16",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1,2],\"datatype\":\"FP99\",\"data\":[1,2]}]}|400|FP99",
        "/v2/models/sum/infer|{\"inputs\":[{\"name\":\"X\",\"shape\":[1,2],\"datatype\":\"FP64\",\"data\":[1,2]}],\"outputs\":[{\"name\":\"z\"}]}|400|z"
      })
  void refusesBadInputInTheDialectOfTheRoute(String path, String body, int status, String named) {
    HttpResponse<String> answer = gateway.post(path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    String field = path.startsWith("/v") ? "error" : "message";
    assertThat(json(answer).get(field).stringValue()).contains(named);
  }

  @Test
  void asksForAContentTypeThatItKnows() {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.url("/invocations"))
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString("<a/>")));
    assertThat(answer.statusCode()).isEqualTo(415);
  }

  private HttpResponse<String> tensors() {
    return gateway.post(
        "/v2/models/sum/infer",
        """
        {"id":"7","inputs":[
          {"name":"x0","shape":[2,1],"datatype":"FP64","data":[1,3]},
          {"name":"x1","shape":[2],"datatype":"FP32","data":[2,4]}]}\
        """);
  }

  @Test
  void answersTensorsInJson() {
    HttpResponse<String> answer = tensors();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"model_name\":\"sum\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[2,1],\"data\":[211.0,431.0]}]}");
  }

  @Test
  void takesTheShortWayOnlyWhereAControllerAnswersToo() {
    List<String> posts =
        gateway.beans(RequestMappingInfoHandlerMapping.class).stream()
            .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
            .filter(route -> route.getMethodsCondition().getMethods().contains(RequestMethod.POST))
            .flatMap(route -> route.getPatternValues().stream())
            .toList();

    assertThat(gateway.beans(DirectRoute.class))
        .hasSize(4)
        .allSatisfy(route -> assertThat(posts).contains(route.pattern()));
  }

  /** Tomcat closes an answer that is as long as it said; what is written after that fails. */
  @Test
  void countsAnAnsweredRequestUnderItsPatternAndAsNoFailure() {
    assertThat(tensors().statusCode()).isEqualTo(200);

    MeterRegistry meters = gateway.bean(MeterRegistry.class);
    Eventually.holds(() ->
        meters.find("http.server.requests").tag("uri", "/v2/models/{model}/infer").timer() != null);
    assertThat(
            meters
                .find("http.server.requests")
                .tags("uri", "/v2/models/{model}/infer", "status", "200")
                .timers())
        .allSatisfy(timer -> assertThat(timer.getId().getTag("exception")).isEqualTo("none"));
  }

  private HttpResponse<byte[]> binary(int announced, double... values) {
    byte[] text =
        """
        {"inputs":[{"name":"X","shape":[1,2],"datatype":"FP64","parameters":{"binary_data_size":%d}}],
         "parameters":{"binary_data_output":true}}\
        """
            .formatted(announced)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer data = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(text);
    body.writeBytes(data.array());
    return gateway.send(
        HttpRequest.newBuilder(gateway.url("/v2/models/sum/versions/1/infer"))
            .header("Inference-Header-Content-Length", Integer.toString(text.length))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())),
        BodyHandlers.ofByteArray());
  }

  @Test
  void answersTensorsAsBytes() {
    HttpResponse<byte[]> answer = binary(16, 1, 2);

    assertThat(answer.statusCode()).isEqualTo(200);
    int json =
        Integer.parseInt(
            answer.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    byte[] tensor = Arrays.copyOfRange(answer.body(), json, answer.body().length);
    assertThat(ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(211);
    assertThat(tensor).hasSize(4);
  }

  @Test
  void refusesTensorsThatAreCutShort() {
    for (HttpResponse<byte[]> answer :
        List.of(binary(16, 1), binary(8, 1), binary(-1), binary(16, 1, 2, 3))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"error\"");
    }
  }

  @Test
  void tellsAboutItsModels() {
    assertThat(json(gateway.get("/v2")).get("extensions").toString())
        .contains("binary_tensor_data");
    assertThat(gateway.get("/v2/health/ready").statusCode()).isEqualTo(200);
    assertThat(json(gateway.get("/v2/models/sum")).get("inputs").size()).isEqualTo(2);
    assertThat(gateway.get("/v2/models/sum/versions/1/ready").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v2/models/none/ready").statusCode()).isEqualTo(404);
    assertThat(json(gateway.get("/v1/models")).get("models").toString()).isEqualTo("[\"sum\"]");
    assertThat(
            json(gateway.post("/v1/models/sum:predict", "{\"instances\":[{\"x0\":1,\"x1\":2}]}"))
                .toString())
        .isEqualTo("{\"predictions\":[[211.0]]}");
  }
}
