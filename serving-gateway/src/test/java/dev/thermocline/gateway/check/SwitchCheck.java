package dev.thermocline.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.RunningGateway;
import dev.thermocline.gateway.route.Switchboard;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.testkit.Servers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New versions, rollbacks and a version that does not load, under a steady stream of requests that
 * does not wait for answers. No request may fail, and none may be answered by a version that was
 * not live between its question and its answer.
 */
class SwitchCheck {
  private static final int A_SECOND = 500;
  private static final int WARM_UP = 1_000;

  private final Servers servers = Servers.of(SwitchCheck.class);
  private final Terms terms = Terms.asked();
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FrozenModels models = RunningGateway.models(servers);
  private final List<Integer> deployed = new CopyOnWriteArrayList<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder right = new LongAdder();
  private int broken;

  @Test
  void answersEveryRequestByAVersionThatWasLive(@TempDir Path data) throws Exception {
    int seconds = terms.full() ? 120 : 15;
    deploy(1);
    try (RunningGateway gateway = RunningGateway.start(servers, registry.url(), data).serving(1)) {
      // A process that has just started answers slowly, and that is not the question here.
      for (int i = 0; i < WARM_UP; i++) {
        var _ = ask(gateway);
      }
      List<Future<?>> asked = new ArrayList<>();
      long start = System.nanoTime();
      int version = 1;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < seconds * A_SECOND; i++) {
          long due = start + i * 1_000_000_000L / A_SECOND;
          LockSupport.parkNanos(due - System.nanoTime());
          asked.add(threads.submit(() -> ask(gateway)));
          if (i % A_SECOND == A_SECOND / 2) {
            // Forward twice, then back once; now and then to one that cannot be served.
            version = i / A_SECOND % 3 == 2 ? version - 1 : version + 1;
            deploy(i / A_SECOND % 5 == 4 ? -version : version);
          }
        }
        for (Future<?> one : asked) {
          var _ = one.get();
        }
      }
      System.out.printf(
          "%d requests at %d a second over %d deployments, %d of versions that do not load%n",
          asked.size(), A_SECOND, deployed.size(), broken);
    }
    registry.close();
    wrong.stream().limit(10).forEach(System.out::println);
    Terms.report(right.sum(), wrong.size());
    assertThat(wrong).isEmpty();
  }

  /** A negative version is one whose file is not what it should be. */
  private void deploy(int version) {
    ModelVersion frozen = models.freezeLinear("switched", Math.abs(version), version, 0);
    if (version < 0) {
      broken++;
      frozen =
          new ModelVersion(
              "switched", Integer.toString(-version), null, "0".repeat(64), frozen.prefix());
    }
    deployed.add(version);
    long _ = registry.deploy("switched", frozen);
  }

  private Void ask(RunningGateway gateway) {
    Switchboard switchboard = gateway.bean(Switchboard.class);
    int served = (int) switchboard.servedRevision();
    HttpResponse<String> answer =
        gateway.post("/api/v1/predict/switched", "{\"inputs\":[[1]]}", "X-Request-Timeout", "30s");
    List<Integer> live = deployed.subList(lastThatLoads(served), deployed.size());
    if (answer.statusCode() != 200) {
      wrong.add(answer.statusCode() + " " + answer.body());
      return null;
    }
    int got = RunningGateway.json(answer).get("predictions").get(0).get(0).intValue();
    if (live.contains(got)) {
      right.increment();
    } else {
      wrong.add("answered by version " + got + " while " + live + " were live");
    }
    return null;
  }

  /** A version that does not load leaves the one before it serving. */
  private int lastThatLoads(int revision) {
    int at = revision - 1;
    while (deployed.get(at) < 0) {
      at--;
    }
    return at;
  }
}
