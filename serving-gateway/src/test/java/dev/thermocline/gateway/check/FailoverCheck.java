package dev.thermocline.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.RunningGateway;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.FeatureWorld;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.gateway.world.TinyOnnx;
import dev.thermocline.testkit.Servers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The features Redis fails over to a replica that lacks writes which were acknowledged. The one
 * limit: until they are there again, a prediction is made from the rows that the replica has. And
 * no more than that: no answer that was kept for a row that was lost, and none of a third kind;
 * exact again from the repair's acknowledgement on.
 */
class FailoverCheck {
  private static final int PATIENTS = 60;
  private static final int FIRST = 1_000;
  private static final Duration RECONNECTED = Duration.ofSeconds(60);
  private static final Duration A_ROUND = Duration.ofSeconds(40);

  private final Servers servers = Servers.of(FailoverCheck.class);
  private final Terms terms = Terms.asked();
  private final SplittableRandom random = new SplittableRandom(terms.seed());
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final Instant[] events = new Instant[PATIENTS];
  private final int[] values = new int[PATIENTS];
  private final Map<String, LongAdder> states = new ConcurrentHashMap<>();
  private final LongAdder right = new LongAdder();
  private final LongAdder stepsBack = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void aPredictionIsMadeFromTheRowsThatThePromotedReplicaHas(@TempDir Path data) throws Exception {
    int rounds = terms.full() ? 20 : 3;
    int done = 0;
    try (OwnRedis answers = new OwnRedis(servers.featuresRedis(), folder(data, "cache"))) {
      OwnRedis primary = new OwnRedis(servers.featuresRedis(), folder(data, "0"));
      try (FeatureWorld world = new FeatureWorld(primary.url())) {
        Map<String, String> more =
            Map.of(
                "thermocline.features.url", world.url().toString(),
                "thermocline.redis.features-url", primary.url().toString(),
                "thermocline.redis.cache-url", answers.url().toString());
        deploy();
        for (int patient = 0; patient < PATIENTS; patient++) {
          events[patient] = Instant.now();
          write(world, patient);
        }
        try (RunningGateway first =
                RunningGateway.start(servers, registry.url(), data.resolve("a"), more).serving(1);
            RunningGateway second =
                RunningGateway.start(servers, registry.url(), data.resolve("b"), more).serving(1)) {
          List<RunningGateway> gateways = List.of(first, second);
          while (done < rounds && terms.left().compareTo(A_ROUND) > 0) {
            primary = failOver(world, gateways, primary, folder(data, "" + ++done));
          }
        }
      } finally {
        primary.close();
      }
    }
    registry.close();
    System.out.printf(
        "%d failovers: %d reads right, %d of them of a row that had stepped back; %d refused while there was no Redis; %s%n",
        done, right.sum(), stepsBack.sum(), refused.sum(), states);
    wrong.stream().limit(10).forEach(System.out::println);
    Terms.report(right.sum(), wrong.size() + (done < rounds ? 1 : 0));
    assertThat(wrong).isEmpty();
    assertThat(done).as("failovers").isEqualTo(rounds);
    assertThat(stepsBack.sum()).as("rows that stepped back").isPositive();
    assertThat(states).as("hits").containsKey("hit");
  }

  private static Path folder(Path data, String name) throws IOException {
    return Files.createDirectories(data.resolve("redis-" + name));
  }

  private void deploy() {
    ModelVersion version =
        RunningGateway.models(servers)
            .freeze(
                "checked",
                1,
                Map.of(
                    "MLmodel",
                    FrozenModels.mlmodel("double", "bp", "pulse").getBytes(StandardCharsets.UTF_8),
                    "model.onnx",
                    TinyOnnx.linear(0, 1, 1_000)));
    long _ =
        registry.deploy(
            "checked", RegistryOverTheWire.arm(100, null, version), FeatureWorld.SERVICE);
  }

  /** One whole failover; gives the one that took over. */
  private OwnRedis failOver(
      FeatureWorld world, List<RunningGateway> gateways, OwnRedis primary, Path folder)
      throws Exception {
    OwnRedis replica = primary.follower(folder);
    change(world);
    readAll(gateways, values.clone());
    primary.awaitFollower();
    replica.cutOff();
    int[] kept = values.clone();
    change(world);
    int[] lost = values.clone();
    // Twice, so that answers for the rows that will be lost are there to be taken wrongly.
    readAll(gateways, lost);
    readAll(gateways, lost);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean over = new AtomicBoolean();
      List<Future<?>> readers = new ArrayList<>();
      for (RunningGateway gateway : gateways) {
        readers.add(
            threads.submit(() -> {
              while (!over.get()) {
                for (int patient = 0; patient < PATIENTS; patient++) {
                  judge(ask(gateway, patient), patient, either(lost[patient], kept[patient]), true);
                }
              }
            }));
      }
      replica.takePlaceOf(primary);
      over.set(true);
      for (Future<?> reader : readers) {
        var _ = reader.get();
      }
    }
    reconnected(gateways);
    for (int i = 0; i < 3; i++) {
      readAll(gateways, kept);
    }
    for (int patient = 0; patient < PATIENTS; patient++) {
      if (kept[patient] != lost[patient]) {
        stepsBack.increment();
      }
    }
    // What the repair replays: the same facts once more.
    for (int patient = 0; patient < PATIENTS; patient++) {
      write(world, patient);
      for (RunningGateway gateway : gateways) {
        judge(ask(gateway, patient), patient, Set.of(values[patient]), false);
      }
    }
    readAll(gateways, lost);
    return replica;
  }

  /** New values for about half of the patients; of these, half with the event time they had. */
  private void change(FeatureWorld world) {
    for (int patient = 0; patient < PATIENTS; patient++) {
      if (random.nextBoolean()) {
        values[patient]++;
        if (random.nextBoolean()) {
          events[patient] = Instant.now();
        }
        write(world, patient);
      }
    }
  }

  private void write(FeatureWorld world, int patient) {
    while (true) {
      try {
        int value = values[patient];
        world.write(FIRST + patient, value % 1_000, value / 1_000, events[patient]);
        return;
      } catch (RuntimeException notConnectedYet) {
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private void reconnected(List<RunningGateway> gateways) {
    long end = System.nanoTime() + RECONNECTED.toNanos();
    for (RunningGateway gateway : gateways) {
      while (ask(gateway, 0).statusCode() != 200 && System.nanoTime() < end) {
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static Set<Integer> either(int one, int other) {
    return one == other ? Set.of(one) : Set.of(one, other);
  }

  private void readAll(List<RunningGateway> gateways, int[] wanted) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> readers = new ArrayList<>();
      for (RunningGateway gateway : gateways) {
        readers.add(
            threads.submit(() -> {
              for (int patient = 0; patient < PATIENTS; patient++) {
                judge(ask(gateway, patient), patient, Set.of(wanted[patient]), false);
              }
            }));
      }
      for (Future<?> reader : readers) {
        var _ = reader.get();
      }
    }
  }

  private static HttpResponse<String> ask(RunningGateway gateway, int patient) {
    return gateway.post(
        "/api/v1/predict/checked", "{\"entities\":{\"patient_id\":[" + (FIRST + patient) + "]}}");
  }

  private void judge(
      HttpResponse<String> answer, int patient, Set<Integer> allowed, boolean mayRefuse) {
    if (answer.statusCode() == 503 && mayRefuse) {
      refused.increment();
      return;
    }
    if (answer.statusCode() != 200) {
      wrong.add(patient + ": " + answer.statusCode() + " " + answer.body());
      return;
    }
    String state = answer.headers().firstValue("X-Cache").orElse("none");
    states.computeIfAbsent(state, _ -> new LongAdder()).increment();
    double got = RunningGateway.json(answer).get("predictions").get(0).get(0).doubleValue();
    if (got == Math.rint(got) && allowed.contains((int) got)) {
      right.increment();
    } else {
      wrong.add("%d answered %s (%s), not %s".formatted(patient, got, state, allowed));
    }
  }
}
