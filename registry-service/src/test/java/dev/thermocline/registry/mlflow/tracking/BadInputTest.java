package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a caller sends, the answer is a refusal in MLflow's words, and nothing is stored. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class BadInputTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> TABLES =
      List.of(
          "experiment",
          "experiment_tag",
          "run",
          "metric_point",
          "latest_metric",
          "run_param",
          "run_tag",
          "run_dataset",
          "run_input",
          "run_model",
          "logged_model",
          "logged_model_param",
          "logged_model_tag",
          "logged_model_metric");

  /** A message that each route takes, to be spoilt in one place at a time. */
  private static final Map<String, String> GOOD =
      Map.ofEntries(
          Map.entry("experiments/create", "{'name':'NEW','tags':[{'key':'a','value':'b'}]}"),
          Map.entry(
              "experiments/search",
              "{'max_results':5,'filter':\"name = 'x'\",'order_by':['name'],'view_type':'ALL'}"),
          Map.entry("experiments/update", "{'experiment_id':'EXP','new_name':'NEW'}"),
          Map.entry("experiments/delete", "{'experiment_id':'77777'}"),
          Map.entry("experiments/restore", "{'experiment_id':'77777'}"),
          Map.entry(
              "experiments/set-experiment-tag", "{'experiment_id':'EXP','key':'k','value':'v'}"),
          Map.entry("experiments/delete-experiment-tag", "{'experiment_id':'EXP','key':'k'}"),
          Map.entry("experiments/search-datasets", "{'experiment_ids':['EXP']}"),
          Map.entry(
              "runs/create",
              "{'experiment_id':'EXP','user_id':'me','run_name':'n','start_time':5,"
                  + "'tags':[{'key':'a','value':'b'}]}"),
          Map.entry(
              "runs/update",
              "{'run_id':'RUN','status':'FINISHED','end_time':7,'run_name':'other'}"),
          Map.entry("runs/delete", "{'run_id':'0123456789abcdef0123456789abcdef'}"),
          Map.entry("runs/restore", "{'run_id':'0123456789abcdef0123456789abcdef'}"),
          Map.entry(
              "runs/search",
              "{'experiment_ids':['EXP'],'filter':'metrics.m > 1','run_view_type':'ALL',"
                  + "'max_results':5,'order_by':['metrics.m DESC'],'page_token':''}"),
          Map.entry(
              "runs/log-metric", "{'run_id':'RUN','key':'m','value':1.5,'timestamp':1,'step':2}"),
          Map.entry("runs/log-parameter", "{'run_id':'RUN','key':'p','value':'1'}"),
          Map.entry("runs/set-tag", "{'run_id':'RUN','key':'t','value':'1'}"),
          Map.entry("runs/delete-tag", "{'run_id':'RUN','key':'t'}"),
          Map.entry(
              "runs/log-batch",
              "{'run_id':'RUN','metrics':[{'key':'m','value':1,'timestamp':1,'step':1}],"
                  + "'params':[{'key':'q','value':'1'}],'tags':[{'key':'t','value':'1'}]}"),
          Map.entry(
              "runs/log-inputs",
              "{'run_id':'RUN','datasets':[{'tags':[{'key':'mlflow.data.context','value':'c'}],"
                  + "'dataset':{'name':'d','digest':'x','source_type':'s','source':'{}',"
                  + "'schema':'{}','profile':'{}'}}],'models':[{'model_id':'m-1'}]}"),
          Map.entry("runs/outputs", "{'run_id':'RUN','models':[{'model_id':'m-1','step':1}]}"),
          Map.entry("runs/log-model", "{'run_id':'RUN','model_json':'{\\'artifact_path\\':1}'}"),
          Map.entry(
              "logged-models",
              "{'experiment_id':'EXP','name':'n','model_type':'t','source_run_id':'r',"
                  + "'params':[{'key':'a','value':'b'}],'tags':[{'key':'a','value':'b'}]}"),
          Map.entry(
              "logged-models/search",
              "{'experiment_ids':['EXP'],'filter':'metrics.m > 1','max_results':5,"
                  + "'datasets':[{'dataset_name':'d','dataset_digest':'x'}],"
                  + "'order_by':[{'field_name':'metrics.m','ascending':true}],'page_token':''}"),
          Map.entry(
              "logged-models/MODEL/params",
              "{'model_id':'MODEL','params':[{'key':'z','value':'b'}]}"));

  private static final List<Object> BAD_VALUES =
      new ArrayList<>(
          List.of(
              "",
              "x".repeat(200_000),
              "\0",
              "a\0b",
              "'; DROP TABLE run; --",
              "\ud800",
              "../../etc/passwd",
              "𝄞 ä ☀ \n\t",
              -1,
              Long.MAX_VALUE,
              1e308,
              1.5,
              "99999999999999999999999",
              true,
              List.of(),
              List.of(1, 2),
              Map.of(),
              Map.of("key", 1),
              "NaN",
              "1e999"));

  private final Wire wire;
  private final JdbcTemplate db;

  BadInputTest(@LocalServerPort int port, @Autowired JdbcTemplate db) {
    this.wire = new Wire(port);
    this.db = db;
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(BadInputTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  static Stream<String> routes() {
    return GOOD.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void survivesEverySpoiltField(String route) {
    String experiment = wire.newExperiment();
    String run = wire.newRun(experiment);
    String model = newModel(experiment);
    SplittableRandom random = new SplittableRandom(route.hashCode());
    for (int round = 0; round < 150; round++) {
      Object message = message(route, experiment, run, model);
      String spoilt = JSON.writeValueAsString(spoil(message, random));
      Map<String, Integer> before = counts();

      Wire.Answer answer = wire.send("POST", path(route, model), spoilt, "application/json");

      String shown = spoilt.substring(0, Math.min(spoilt.length(), 300));
      assertThat(answer.status()).as("%s %s: %s", route, shown, answer.text()).isLessThan(500);
      if (answer.status() != 200) {
        assertThat(answer.error()).as(answer.text()).isNotEmpty();
        assertThat(counts()).as("%s %s", route, shown).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("routes")
  void refusesBodiesThatAreNoMessage(String route) {
    String path = path(route, "m-1");
    for (String body : List.of("{", "[]", "[1]", "1", "\"x\"", "null", "{\"run_id\":", "\u0000")) {
      Map<String, Integer> before = counts();
      Wire.Answer answer = wire.send("POST", path, body, "application/json");
      boolean takesNothing = route.equals("experiments/search") || route.equals("runs/search");
      if (!(takesNothing && answer.status() == 200) && !route.equals("runs/create")) {
        assertThat(answer.status()).as(route + body + answer.text()).isBetween(400, 404);
      }
      if (answer.status() != 200) {
        assertThat(counts()).isEqualTo(before);
      }
    }
    Wire.Answer form = wire.send("POST", path, "run_id=1", "application/x-www-form-urlencoded");
    assertThat(form.status()).as(form.text()).isEqualTo(400);
  }

  @Test
  void refusesEveryPageTokenThatItDidNotGiveOut() {
    String experiment = wire.newExperiment();
    wire.newRun(experiment);
    wire.newRun(experiment);
    Map<String, Object> first = Map.of("experiment_ids", List.of(experiment), "max_results", 1);
    String token = wire.ok(wire.post("runs/search", first)).path("next_page_token").asString();
    Map<String, Object> next = new HashMap<>(first);
    next.put("page_token", token);
    assertThat(wire.ok(wire.post("runs/search", next)).path("runs").size()).isEqualTo(1);

    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      next.put("page_token", token.substring(0, i) + other + token.substring(i + 1));
      Wire.Answer answer = wire.post("runs/search", next);
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.error()).isEqualTo("INVALID_PARAMETER_VALUE");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "experiments/get",
        "experiments/get?experiment_id=abc",
        "experiments/get?experiment_id=99999999999999999999",
        "experiments/get?experiment_id=77777",
        "experiments/get-by-name",
        "experiments/get-by-name?experiment_name=%00",
        "runs/get",
        "runs/get?run_id=%00",
        "runs/get?run_id=..%2F..",
        "metrics/get-history?run_id=x",
        "metrics/get-history?run_id=x&metric_key=m&max_results=0",
        "metrics/get-history?run_id=x&metric_key=m&max_results=abc",
        "metrics/get-history?run_id=0123456789abcdef0123456789abcdef&metric_key=m&page_token=!!",
        "metrics/get-history-bulk-interval?metric_key=m",
        "metrics/get-history-bulk-interval?run_ids=x&metric_key=m&start_step=1",
        "metrics/get-history-bulk-interval?run_ids=x&metric_key=m&start_step=5&end_step=1",
        "metrics/get-history-bulk-interval?run_ids=x&metric_key=m&max_results=99999",
        "logged-models/none",
        "logged-models/%00",
        "logged-models/none?allow_deleted=maybe",
        "experiments/search?max_results=-1",
        "experiments/search?filter=nonsense",
        "experiments/search?page_token=forged",
        "artifacts/list",
        "artifacts/list?run_id=x",
        "logged-models/none/artifacts/directories",
      })
  void refusesQueriesThatMakeNoSense(String route) {
    Wire.Answer answer = wire.send("GET", Wire.ROOT + route, "", "");
    assertThat(answer.status()).as(answer.text()).isBetween(400, 404);
  }

  @Test
  void answersRoutesThatAreNotOfferedInMlflowsWords() {
    for (String path :
        List.of(
            "/api/2.0/mlflow/traces",
            "/api/3.0/mlflow/traces/search",
            "/api/3.0/mlflow/scorers/list",
            "/ajax-api/3.0/mlflow/traces/search",
            "/api/2.0/mlflow/nothing/at-all")) {
      Wire.Answer answer = wire.send("POST", path, "{}", "application/json");
      assertThat(answer.status()).as(path + answer.text()).isEqualTo(404);
      assertThat(answer.error()).isEqualTo("ENDPOINT_NOT_FOUND");
    }
    assertThat(wire.send("DELETE", "/api/2.0/mlflow/runs/get", "", "").status()).isEqualTo(405);
  }

  private String newModel(String experiment) {
    return wire.ok(wire.post("logged-models", Map.of("experiment_id", experiment)))
        .at("/model/info/model_id")
        .stringValue();
  }

  private static Object message(String route, String experiment, String run, String model) {
    String text =
        GOOD.getOrDefault(route, "{}")
            .replace("\\'", "\\\"")
            .replace('\'', '"')
            .replace("name = \"x\"", "name = 'x'")
            .replace("EXP", experiment)
            .replace("RUN", run)
            .replace("MODEL", model)
            .replace("NEW", "n" + System.nanoTime());
    return JSON.readValue(text, Object.class);
  }

  private static String path(String route, String model) {
    return Wire.ROOT + route.replace("MODEL", model);
  }

  /** Replaces or removes one value somewhere in the message. */
  private static Object spoil(@Nullable Object node, SplittableRandom random) {
    if (node instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(10) > 0) {
      Map<Object, Object> copy = new HashMap<>(map);
      Object key = List.copyOf(map.keySet()).get(random.nextInt(map.size()));
      if (random.nextInt(8) == 0) {
        copy.remove(key);
      } else {
        copy.put(key, spoil(copy.get(key), random));
      }
      return copy;
    }
    if (node instanceof List<?> list && !list.isEmpty() && random.nextInt(3) > 0) {
      List<Object> copy = new ArrayList<>(list);
      copy.set(0, spoil(copy.getFirst(), random));
      return copy;
    }
    return BAD_VALUES.get(random.nextInt(BAD_VALUES.size()));
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    for (String table : TABLES) {
      Integer count = db.queryForObject("SELECT count(*)::int FROM " + table, Integer.class);
      counts.put(table, count == null ? -1 : count);
    }
    return counts;
  }
}
