package dev.thermocline.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.RunningGateway;
import dev.thermocline.gateway.route.Switchboard;
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
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers, moving aliases and changing definitions against readers of two gateways. Every answer is
 * worked out again from what was acknowledged before it was asked for and begun before it came.
 */
class StalenessCheck {
  private static final int PATIENTS = 40;
  private static final int READERS = 12;
  private static final long SLACK_MICROS = 1_000;

  /** What stopping takes. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(30);

  private static final long[] TTL_MICROS = {0, 1_500_000, 4_000_000};

  private final Servers servers = Servers.of(StalenessCheck.class);
  private final Terms terms = Terms.asked();
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FrozenModels models = RunningGateway.models(servers);
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final Patient[] patients = new Patient[PATIENTS];
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong left = new AtomicLong();
  private final LongAdder exact = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder labelled = new LongAdder();
  private final LongAdder defaults = new LongAdder();
  private final Map<String, LongAdder> states = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** What the deployment says from a routing revision on. */
  private record Change(long revision, int sign, int service, int otherwise) {
    /** What is answered for a row that is past its {@code ttl}. */
    double missing() {
      return sign * (double) (otherwise + 1_000 * otherwise);
    }

    boolean isPast(long eventMicros, long atMicros) {
      return eventMicros + TTL_MICROS[service] <= atMicros;
    }
  }

  /** One writer's numbers: the n-th row has the value n and its event time. */
  private static final class Patient {
    final List<Long> events = new CopyOnWriteArrayList<>();
    volatile int acknowledged = -1;
    volatile int begun = -1;
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  @Test
  void neverGivesASupersededAnswer(@TempDir Path data) throws Exception {
    left.set(terms.full() ? 1_000_000 : 20_000);
    long end = System.nanoTime() + terms.left().minus(AFTERWARDS).toNanos();
    Path ours = Files.createDirectories(data.resolve("features-redis"));
    Path cache = Files.createDirectories(data.resolve("cache-redis"));
    try (OwnRedis features = new OwnRedis(servers.featuresRedis(), ours);
        OwnRedis answers = new OwnRedis(servers.featuresRedis(), cache);
        FeatureWorld world = new FeatureWorld(features.url())) {
      world.define(1, Long.toString(TTL_MICROS[1]), "", "");
      world.define(2, Long.toString(TTL_MICROS[2]), "", "");
      Map<String, String> more =
          Map.of(
              "thermocline.features.url", world.url().toString(),
              "thermocline.redis.features-url", features.url().toString(),
              "thermocline.redis.cache-url", answers.url().toString());
      ModelVersion plus = frozen(1, 1);
      ModelVersion minus = frozen(2, -1);
      deploy(1, 1, 777, plus);
      for (int i = 0; i < PATIENTS; i++) {
        patients[i] = new Patient();
        write(world, i, Instant.now());
      }
      try (RunningGateway first =
              RunningGateway.start(servers, registry.url(), data.resolve("1"), more);
          RunningGateway second =
              RunningGateway.start(servers, registry.url(), data.resolve("2"), more)) {
        first.serving(1);
        second.serving(1);
        run(world, List.of(first, second), plus, minus, features, answers, end);
      }
    }
    registry.close();
    System.out.println(
        "reads by state %s; %d rows past their ttl; while a Redis was away %d labelled and %d refused"
            .formatted(states, defaults.sum(), labelled.sum(), refused.sum()));
    Terms.report(exact.sum(), wrong.size() + left.get());
    assertThat(wrong).isEmpty();
    assertThat(left.get()).as("reads for which there was no time").isZero();
    assertThat(states).as("hits").containsKey("hit");
    assertThat(defaults.sum()).as("rows past their ttl").isPositive();
  }

  private ModelVersion frozen(int version, int sign) {
    return models.freeze(
        "checked",
        version,
        Map.of(
            "MLmodel",
            FrozenModels.mlmodel("double", "bp", "pulse").getBytes(StandardCharsets.UTF_8),
            "model.onnx",
            TinyOnnx.linear(0, sign, sign * 1_000)));
  }

  private void deploy(int sign, int service, int otherwise, ModelVersion version) {
    synchronized (changes) {
      // Written down before it is begun: from then on it may be seen.
      changes.add(new Change(changes.size() + 1, sign, service, otherwise));
      long _ =
          registry.deploy(
              "checked",
              RegistryOverTheWire.arm(100, "champion", version),
              """
              ,"featureService":{"name":"vitals_v","version":%d},
              "missing":{"policy":"default","defaults":{"vitals:bp":%d,"vitals:pulse":%d}}\
              """
                  .formatted(service, otherwise, otherwise));
    }
  }

  private void write(FeatureWorld world, int patient, Instant event) {
    Patient of = patients[patient];
    int n = of.begun + 1;
    of.events.add(event.getEpochSecond() * 1_000_000 + event.getNano() / 1_000);
    of.begun = n;
    while (!done.get()) {
      try {
        world.write(1_000 + patient, (double) (n % 1_000), n / 1_000, event);
        of.acknowledged = n;
        return;
      } catch (RuntimeException away) {
        LockSupport.parkNanos(20_000_000);
      } catch (AssertionError alreadyThere) {
        // The answer to an earlier try was lost with the connection; the row was not.
        of.acknowledged = n;
        return;
      }
    }
  }

  private void run(
      FeatureWorld world,
      List<RunningGateway> gateways,
      ModelVersion plus,
      ModelVersion minus,
      OwnRedis features,
      OwnRedis answers,
      long end)
      throws Exception {
    SplittableRandom random = new SplittableRandom(terms.seed());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SplittableRandom own = random.split();
        int writer = i;
        all.add(threads.submit(() -> writing(world, writer, own)));
      }
      SplittableRandom moves = random.split();
      all.add(threads.submit(() -> moving(plus, minus, moves)));
      SplittableRandom kills = random.split();
      all.add(threads.submit(() -> killing(features, answers, kills)));
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        SplittableRandom own = random.split();
        RunningGateway through = gateways.get(i % gateways.size());
        readers.add(threads.submit(() -> reading(through, own, end)));
      }
      for (Future<?> reader : readers) {
        var _ = reader.get();
      }
      done.set(true);
      for (Future<?> one : all) {
        var _ = one.get();
      }
    }
  }

  /** Each writer has its own patients, so that a patient's rows have one order. */
  private Void writing(FeatureWorld world, int writer, SplittableRandom random) {
    Instant event = Instant.now();
    while (!done.get()) {
      int patient = random.nextInt(PATIENTS / 4) * 4 + writer;
      // Mostly corrections: the same event time as the patient's last row.
      boolean correction = random.nextInt(3) > 0;
      long last = patients[patient].events.getLast();
      event =
          correction
              ? Instant.ofEpochSecond(last / 1_000_000, last % 1_000_000 * 1_000)
              : Instant.now();
      write(world, patient, event);
      LockSupport.parkNanos(random.nextLong(60_000_000));
    }
    return null;
  }

  private Void moving(ModelVersion plus, ModelVersion minus, SplittableRandom random) {
    while (!done.get()) {
      LockSupport.parkNanos(200_000_000 + random.nextLong(800_000_000));
      boolean up = random.nextBoolean();
      deploy(
          up ? 1 : -1, 1 + random.nextInt(2), random.nextBoolean() ? 777 : 555, up ? plus : minus);
    }
    return null;
  }

  private Void killing(OwnRedis features, OwnRedis answers, SplittableRandom random)
      throws IOException, InterruptedException {
    while (!done.get()) {
      for (int i = 0; i < 80 && !done.get(); i++) {
        LockSupport.parkNanos(100_000_000);
      }
      (random.nextInt(3) == 0 ? features : answers).killAndRestart();
    }
    return null;
  }

  private Void reading(RunningGateway gateway, SplittableRandom random, long end) {
    Switchboard switchboard = gateway.bean(Switchboard.class);
    while (System.nanoTime() < end && left.getAndDecrement() > 0) {
      int patient = random.nextInt(PATIENTS);
      Patient of = patients[patient];
      int least = of.acknowledged;
      long served = switchboard.servedRevision();
      long asked = micros();
      HttpResponse<String> response =
          gateway.post(
              "/api/v1/predict/checked",
              "{\"entities\":{\"patient_id\":[" + (1_000 + patient) + "]}}");
      long came = micros();
      int most = of.begun;
      judge(response, patient, least, most, served, asked, came);
      if (exact.sum() % 50_000 == 0) {
        System.out.println(exact.sum() + " exact, " + wrong.size() + " wrong, " + states);
      }
    }
    if (left.get() < 0) {
      left.set(0);
    }
    return null;
  }

  private void judge(
      HttpResponse<String> response,
      int patient,
      int least,
      int most,
      long served,
      long asked,
      long came) {
    if (response.statusCode() == 503 || response.statusCode() == 504) {
      refused.increment();
      exact.increment();
      return;
    }
    String state = response.headers().firstValue("X-Cache").orElse("none");
    states.computeIfAbsent(state, _ -> new LongAdder()).increment();
    if (response.statusCode() != 200) {
      wrong.add(response.statusCode() + " " + response.body());
      return;
    }
    double got = RunningGateway.json(response).get("predictions").get(0).get(0).doubleValue();
    // While the features Redis is away, and said with the answer.
    boolean declared = response.headers().firstValue("X-Rung").orElse("").equals("declared-values");
    List<Long> events = patients[patient].events;
    for (Change change : changes.subList((int) served - 1, changes.size())) {
      double n = got * change.sign();
      if (n >= least && n <= most && !change.isPast(events.get((int) n), asked - SLACK_MICROS)) {
        exact.increment();
        return;
      }
      if (declared && got == change.missing()) {
        labelled.increment();
        exact.increment();
        return;
      }
      if (!declared && got == change.missing()) {
        for (int row = least; row <= most; row++) {
          if (change.isPast(events.get(row), came + SLACK_MICROS)) {
            defaults.increment();
            exact.increment();
            return;
          }
        }
      }
    }
    wrong.add(
        "patient %d answered %s (%s): rows %d to %d, events %s, asked %d, came %d, changes %s"
            .formatted(
                patient,
                got,
                state,
                least,
                most,
                events.subList(least, most + 1),
                asked,
                came,
                changes.subList((int) served - 1, changes.size())));
  }
}
