package dev.thermocline.gateway;

import static dev.thermocline.gateway.RunningGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.Eventually;
import dev.thermocline.gateway.world.FeatureWorld;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.gateway.world.TinyOnnx;
import dev.thermocline.testkit.Servers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachedPredictionTest {
  private final Servers servers = Servers.of(CachedPredictionTest.class);
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FeatureWorld features = new FeatureWorld(servers.featuresRedis());
  private final FrozenModels models = RunningGateway.models(servers);
  private RunningGateway gateway;
  private RunningGateway second;

  @BeforeAll
  void start(@TempDir Path data) {
    Map<String, String> more =
        Map.of(
            "thermocline.features.url",
            features.url().toString(),
            "thermocline.gateway.cache-budget",
            "20s");
    gateway = RunningGateway.start(servers, registry.url(), data.resolve("1"), more);
    second = RunningGateway.start(servers, registry.url(), data.resolve("2"), more);
  }

  @AfterAll
  void stop() {
    second.close();
    gateway.close();
    features.close();
    registry.close();
  }

  /** {@code bp + 1000 * pulse} of a patient. */
  private void deployed(String name, String more) {
    ModelVersion version =
        models.freeze(
            name,
            1,
            Map.of(
                "MLmodel",
                FrozenModels.mlmodel("double", "bp", "pulse").getBytes(StandardCharsets.UTF_8),
                "model.onnx",
                TinyOnnx.linear(0, 1, 1000)));
    long revision =
        registry.deploy(
            name, RegistryOverTheWire.arm(100, null, version), FeatureWorld.SERVICE + more);
    gateway.serving(revision);
    second.serving(revision);
  }

  private HttpResponse<String> ask(String name, long patient, String... headers) {
    return gateway.post(
        "/api/v1/predict/" + name, "{\"entities\":{\"patient_id\":[" + patient + "]}}", headers);
  }

  private static double answer(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response).get("predictions").get(0).get(0).doubleValue();
  }

  private static String state(HttpResponse<String> response) {
    return response.headers().firstValue("X-Cache").orElse("none");
  }

  @Test
  void answersFromFeaturesAndThenFromTheCache() {
    deployed("hits", "");
    features.write(1, 120, 60);

    HttpResponse<String> first = ask("hits", 1);
    assertThat(answer(first)).isEqualTo(60_120);
    assertThat(state(first)).isEqualTo("miss");
    Eventually.holds(() -> state(ask("hits", 1)).equals("hit"));
    HttpResponse<String> hit = ask("hits", 1);
    assertThat(answer(hit)).isEqualTo(60_120);
    assertThat(hit.headers().firstValue("Age")).isPresent();
  }

  @Test
  void forgetsAnAnswerTheMomentItsRowChanges() {
    deployed("changes", "");
    features.write(2, 100, 50);
    assertThat(answer(ask("changes", 2))).isEqualTo(50_100);
    Eventually.holds(() -> state(ask("changes", 2)).equals("hit"));

    features.write(2, 101, 50);

    HttpResponse<String> after = ask("changes", 2);
    assertThat(answer(after)).isEqualTo(50_101);
    assertThat(state(after)).isEqualTo("miss");
  }

  @Test
  void honoursWhatTheCallerSaysAboutCaching() {
    deployed("headers", "");
    features.write(3, 100, 50);
    assertThat(state(ask("headers", 3, "Cache-Control", "no-store"))).isEqualTo("bypass");
    assertThat(state(ask("headers", 3))).isEqualTo("miss");
    Eventually.holds(() -> state(ask("headers", 3)).equals("hit"));
    assertThat(state(ask("headers", 3, "Cache-Control", "no-cache"))).isEqualTo("miss");
  }

  @Test
  void clearsOneDeployment() {
    deployed("cleared", "");
    features.write(4, 100, 50);
    ask("cleared", 4);
    Eventually.holds(() -> state(ask("cleared", 4)).equals("hit"));

    HttpResponse<String> cleared =
        gateway.send(HttpRequest.newBuilder(gateway.url("/api/v1/predict/cleared/cache")).DELETE());

    assertThat(cleared.statusCode()).isEqualTo(204);
    assertThat(state(ask("cleared", 4))).isEqualTo("miss");
    HttpResponse<String> shown = gateway.get("/api/v1/predict/cleared/cache");
    assertThat(json(shown).get("counters").get("hits").longValue()).isPositive();
    assertThat(json(shown).get("because").stringValue()).isNotEmpty();
  }

  @Test
  void rejectsMissingFeaturesUnlessTheDeploymentSaysOtherwise() {
    deployed("rejects", "");
    deployed("nulls", ",\"missing\":{\"policy\":\"null\"}");
    deployed(
        "defaults",
        ",\"missing\":{\"policy\":\"default\",\"defaults\":{\"vitals:bp\":110,\"vitals:pulse\":55}}");

    HttpResponse<String> rejected = ask("rejects", 999);
    assertThat(rejected.statusCode()).isEqualTo(422);
    assertThat(json(rejected).get("detail").stringValue()).contains("vitals:bp", "patient_id=999");
    assertThat(json(ask("nulls", 999)).get("predictions").toString()).isEqualTo("[[null]]");
    assertThat(answer(ask("defaults", 999))).isEqualTo(55_110);
  }

  @Test
  void explainsWhereItsInputsCameFrom() {
    deployed("explains", "");
    features.write(5, 100, 50);
    HttpResponse<String> response =
        gateway.post(
            "/predict",
            "{\"deployment\":\"explains\",\"entities\":{\"patient_id\":[5]},\"explain\":true}");
    assertThat(json(response).at("/explain/features/0/vitals/provenance").stringValue())
        .startsWith("stream 0:");
    assertThat(json(response).at("/explain/features/0/vitals/values/bp").doubleValue())
        .isEqualTo(100);
    assertThat(json(response).at("/explain/rung").stringValue()).isEqualTo("exact");
  }

  @Test
  void answersAHerdWithOneCallOfTheModel() throws Exception {
    ModelVersion slow = models.freeze("herd", 1, Map.of("model.onnx", TinyOnnx.slow(2, 1024, 60)));
    gateway.serving(
        registry.deploy(
            "herd",
            RegistryOverTheWire.arm(1, null, slow),
            ",\"cache\":{\"enabled\":true,\"ttl\":\"PT5M\"}"));
    int herd = 1_000;
    CountDownLatch ready = new CountDownLatch(herd);
    List<Future<HttpResponse<String>>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < herd; i++) {
        asked.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              return gateway.post(
                  "/api/v1/predict/herd", "{\"inputs\":[[1.5, 2.5]]}", "X-Request-Timeout", "60s");
            }));
      }
      int calls = 0;
      for (Future<HttpResponse<String>> one : asked) {
        assertThat(one.get().statusCode()).as(one.get().body()).isEqualTo(200);
        String state = state(one.get());
        assertThat(state).isIn("miss", "bypass", "coalesced", "hit");
        calls += state.equals("miss") || state.equals("bypass") ? 1 : 0;
      }
      assertThat(calls).isEqualTo(1);
    }
  }

  /**
   * Writers and readers race through two gateways. An answer may be of any state from the last one
   * acknowledged before the question to the newest begun before the answer; an older one is stale.
   */
  @Test
  void neverGivesASupersededAnswer() throws Exception {
    deployed("raced", "");
    int patients = 5;
    AtomicLongArray acknowledged = new AtomicLongArray(patients);
    AtomicLongArray begun = new AtomicLongArray(patients);
    for (int i = 0; i < patients; i++) {
      features.write(100 + i, 0, 0);
    }
    AtomicBoolean done = new AtomicBoolean();
    ConcurrentLinkedQueue<String> stale = new ConcurrentLinkedQueue<>();
    AtomicLongArray states = new AtomicLongArray(2);
    // A busy machine may be late with rows, which is said with 503 and is no answer.
    AtomicInteger unanswered = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < patients; i++) {
        int patient = i;
        writers.add(
            threads.submit(() -> {
              // One event time for all: corrections, told apart by their ingest time.
              Instant event = Instant.now();
              for (long n = 1; !done.get(); n++) {
                begun.set(patient, n);
                features.write(100 + patient, (double) (n % 1000), n / 1000, event);
                acknowledged.set(patient, n);
                // So that some answers live long enough to be hits.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(30_000_000));
              }
              return null;
            }));
      }
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 8; reader++) {
        RunningGateway through = reader % 2 == 0 ? gateway : second;
        readers.add(
            threads.submit(() -> {
              for (int n = 0; n < 500; n++) {
                int patient = ThreadLocalRandom.current().nextInt(patients);
                long least = acknowledged.get(patient);
                HttpResponse<String> response =
                    through.post(
                        "/api/v1/predict/raced",
                        "{\"entities\":{\"patient_id\":[" + (100 + patient) + "]}}");
                long most = begun.get(patient);
                if (response.statusCode() == 503) {
                  unanswered.incrementAndGet();
                  continue;
                }
                double got = answer(response);
                if (got < least || got > most) {
                  stale.add(patient + ": " + least + " <= " + got + " <= " + most);
                }
                states.incrementAndGet(state(response).equals("hit") ? 0 : 1);
              }
              return null;
            }));
      }
      try {
        for (Future<?> reader : readers) {
          reader.get();
        }
      } finally {
        done.set(true);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(stale).isEmpty();
    assertThat(unanswered).hasValueLessThan(400);
    assertThat(states.get(0)).as("hits").isPositive();
    assertThat(states.get(1)).as("others").isPositive();
  }
}
