package dev.thermocline.registry.mlflow.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.Servers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Many clients at once, on one run. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "thermocline.auth.mode=open")
class ConcurrentLogTest {
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 6;
  private static final int KEYS = 12;

  private final Wire wire;

  ConcurrentLogTest(@LocalServerPort int port) {
    this.wire = new Wire(port);
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Servers.of(ConcurrentLogTest.class).settings().forEach((k, v) -> registry.add(k, () -> v));
  }

  @Test
  void losesNothingWhenSixtyFourClientsLogTheSameKeysInAnyOrder() throws Exception {
    String run = wire.newRun(wire.newExperiment());
    List<Callable<Void>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      clients.add(() -> {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(number);
        for (int round = 0; round < ROUNDS; round++) {
          wire.ok(wire.post("runs/log-batch", batch(run, number, round, random)));
          // A batch that only has metrics takes another way through the store.
          wire.ok(
              wire.post(
                  "runs/log-batch",
                  Map.of("run_id", run, "metrics", metrics(number, round, random))));
        }
        return null;
      });
    }
    atOnce(clients);

    JsonNode data = wire.ok(wire.get("runs/get", Map.of("run_id", run))).at("/run/data");
    assertThat(data.get("metrics")).hasSize(KEYS);
    for (JsonNode metric : data.get("metrics")) {
      // The greatest step, then the greatest time, then the greatest value.
      assertThat(metric.get("step").longValue()).isEqualTo(ROUNDS - 1);
      assertThat(metric.get("timestamp").longValue()).isEqualTo(CLIENTS - 1);
      assertThat(metric.get("value").doubleValue()).isEqualTo(CLIENTS - 1);
    }
    for (int key = 0; key < KEYS; key++) {
      JsonNode history =
          wire.ok(wire.get("metrics/get-history", Map.of("run_id", run, "metric_key", "m" + key)));
      assertThat(history.get("metrics")).hasSize(CLIENTS * ROUNDS);
    }
    assertThat(data.get("params")).hasSize(KEYS);
    assertThat(data.get("tags")).hasSize(KEYS + 1);
  }

  @Test
  void letsExactlyOneOfManyValuesOfAParameterWin() throws Exception {
    String run = wire.newRun(wire.newExperiment());
    List<Callable<String>> clients = new ArrayList<>();
    for (int client = 0; client < 32; client++) {
      String value = "v" + client;
      clients.add(() -> {
        Wire.Answer answer =
            wire.post(
                "runs/log-batch",
                Map.of(
                    "run_id", run,
                    "params", List.of(Map.of("key", "p", "value", value)),
                    "tags", List.of(Map.of("key", "of-" + value, "value", "x"))));
        if (answer.status() == 200) {
          return value;
        }
        assertThat(answer.error()).isEqualTo("INVALID_PARAMETER_VALUE");
        return "";
      });
    }
    List<String> winners = atOnce(clients).stream().filter(value -> !value.isEmpty()).toList();

    assertThat(winners).hasSize(1);
    JsonNode data = wire.ok(wire.get("runs/get", Map.of("run_id", run))).at("/run/data");
    assertThat(data.at("/params/0/value").stringValue()).isEqualTo(winners.getFirst());
    // Of the others' batches not even the tag is there.
    assertThat(data.get("tags")).hasSize(2);
  }

  @Test
  void renamesAndLogsAtOnceWithoutACircleOfWaiting() throws Exception {
    String run = wire.newRun(wire.newExperiment());
    List<Callable<Void>> clients = new ArrayList<>();
    for (int client = 0; client < 24; client++) {
      String name = "name-" + client;
      clients.add(() -> {
        for (int round = 0; round < 5; round++) {
          wire.ok(
              wire.post(
                  "runs/log-batch",
                  Map.of(
                      "run_id",
                      run,
                      "tags",
                      List.of(
                          Map.of("key", "mlflow.runName", "value", name),
                          Map.of("key", "a", "value", name)))));
          wire.ok(wire.post("runs/update", Map.of("run_id", run, "status", "FINISHED")));
          wire.ok(wire.post("runs/set-tag", Map.of("run_id", run, "key", "a", "value", name)));
        }
        return null;
      });
    }
    atOnce(clients);
    JsonNode found = wire.ok(wire.get("runs/get", Map.of("run_id", run))).get("run");
    assertThat(found.at("/info/run_name").stringValue()).startsWith("name-");
  }

  private static Map<String, Object> batch(
      String run, int client, int round, RandomGenerator random) {
    List<Object> params = new ArrayList<>();
    List<Object> tags = new ArrayList<>();
    for (int key : shuffled(random)) {
      params.add(Map.of("key", "p" + key, "value", "same"));
      tags.add(Map.of("key", "t" + key, "value", "of " + client));
    }
    return Map.of(
        "run_id", run, "metrics", metrics(client, round, random), "params", params, "tags", tags);
  }

  private static List<Object> metrics(int client, int round, RandomGenerator random) {
    List<Object> metrics = new ArrayList<>();
    for (int key : shuffled(random)) {
      metrics.add(Map.of("key", "m" + key, "value", client, "timestamp", client, "step", round));
    }
    return metrics;
  }

  private static List<Integer> shuffled(RandomGenerator random) {
    List<Integer> keys = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      keys.add(key);
    }
    Collections.shuffle(keys, random);
    return keys;
  }

  private static <T> List<T> atOnce(List<Callable<T>> clients) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(clients, 2, TimeUnit.MINUTES)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
