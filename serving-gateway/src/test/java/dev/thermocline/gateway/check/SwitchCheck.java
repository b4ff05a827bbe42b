package dev.thermocline.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.RunningGateway;
import dev.thermocline.gateway.route.Switchboard;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.runtime.python.PythonModels;
import dev.thermocline.gateway.runtime.python.RunningSupervisor;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.testkit.Servers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * New versions, rollbacks and a version that does not load, under a steady stream of requests that
 * does not wait for answers, of models in this process and in Python, as a child and by the
 * supervisor of a container. No request may fail, and none may be answered by a version that was
 * not live between its question and its answer.
 */
@ParameterizedClass
@EnumSource
class SwitchCheck {
  private static final int WARM_UP = 1_000;
  private static final int LEAST_SWITCHES = 3;

  private final Servers servers = Servers.of(SwitchCheck.class);
  private final Terms terms = Terms.asked();
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FrozenModels models = RunningGateway.models(servers);
  private final List<Integer> deployed = new CopyOnWriteArrayList<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder right = new LongAdder();
  private final Way way;
  private int broken;

  SwitchCheck(Way way) {
    this.way = way;
  }

  /** Who runs the model, and how much is asked of it in a second. */
  enum Way {
    ONNX(500, 15, 120),
    PYTHON(100, 60, 240),
    PYTHON_BY_SUPERVISOR(100, 60, 240);

    final int aSecond;
    final int seconds;
    final int secondsInFull;

    Way(int aSecond, int seconds, int secondsInFull) {
      this.aSecond = aSecond;
      this.seconds = seconds;
      this.secondsInFull = secondsInFull;
    }
  }

  @Test
  void answersEveryRequestByAVersionThatWasLive(@TempDir Path data) throws Exception {
    int seconds = terms.full() ? way.secondsInFull : way.seconds;
    deploy(1);
    try (RunningSupervisor supervisor = supervisor(data);
        RunningGateway gateway =
            RunningGateway.start(
                    servers, registry.url(), data.resolve("gateway"), settings(data, supervisor))
                .serving(1)) {
      // A process that has just started answers slowly, and that is not the question here.
      for (int i = 0; i < WARM_UP; i++) {
        var _ = ask(gateway);
      }
      stream(gateway, seconds);
    }
    registry.close();
    wrong.stream().limit(10).forEach(System.out::println);
    Terms.report(right.sum(), wrong.size());
    assertThat(wrong).isEmpty();
    assertThat(deployed.size() - broken).as("switches").isGreaterThan(LEAST_SWITCHES);
  }

  private void stream(RunningGateway gateway, int seconds) throws Exception {
    Switchboard switchboard = gateway.bean(Switchboard.class);
    List<Future<?>> asked = new ArrayList<>();
    long start = System.nanoTime();
    int version = 1;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < seconds * way.aSecond; i++) {
        long due = start + i * 1_000_000_000L / way.aSecond;
        LockSupport.parkNanos(due - System.nanoTime());
        asked.add(threads.submit(() -> ask(gateway)));
        // A process needs its seconds to start; what follows faster would only replace it unseen.
        boolean ready = way == Way.ONNX || switchboard.servedRevision() >= deployed.size();
        if (i % way.aSecond == way.aSecond / 2 && ready) {
          // Forward twice, then back once; now and then to one that cannot be served.
          int n = deployed.size() - 1;
          version = n % 3 == 2 ? version - 1 : version + 1;
          deploy(n % 5 == 4 ? -version : version);
        }
      }
      for (Future<?> one : asked) {
        var _ = one.get();
      }
    }
    System.out.printf(
        "%s: %d requests at %d a second over %d deployments, %d of versions that do not load%n",
        way, asked.size(), way.aSecond, deployed.size(), broken);
  }

  private @Nullable RunningSupervisor supervisor(Path data) throws Exception {
    return way == Way.PYTHON_BY_SUPERVISOR
        ? new RunningSupervisor(
            new PythonModels(
                Files.createDirectories(data.resolve("models")),
                PythonModels.shared().interpreter()),
            Files.createDirectories(data.resolve("workers")))
        : null;
  }

  private Map<String, String> settings(Path data, @Nullable RunningSupervisor supervisor)
      throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("thermocline.gateway.model-folder", data.resolve("models").toString());
    if (supervisor != null) {
      settings.put("thermocline.python.supervisor", supervisor.socket().toString());
    } else if (way == Way.PYTHON) {
      settings.put(
          "thermocline.python.interpreter", PythonModels.shared().interpreter().toString());
    }
    return settings;
  }

  /** A negative version is one whose file is not what it should be. */
  private void deploy(int version) throws Exception {
    ModelVersion frozen = freeze(version);
    if (version < 0) {
      broken++;
      frozen =
          new ModelVersion(
              "switched", Integer.toString(-version), null, "0".repeat(64), frozen.prefix());
    }
    deployed.add(version);
    // Every request is to reach the model.
    long _ =
        registry.deploy(
            "switched",
            RegistryOverTheWire.arm(100, null, frozen),
            ",\"cache\":{\"enabled\":false}");
  }

  /** A version that always answers the same. */
  private ModelVersion freeze(int answer) throws Exception {
    int version = Math.abs(answer);
    if (way == Way.ONNX) {
      return models.freezeLinear("switched", version, answer, 0);
    }
    Path constant = PythonModels.shared().folder().resolve("constant");
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(constant)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(constant.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    String described = new String(files.get("MLmodel"), StandardCharsets.UTF_8);
    assertThat(described).contains("answer: 0");
    files.put(
        "MLmodel",
        described.replace("answer: 0", "answer: " + answer).getBytes(StandardCharsets.UTF_8));
    return models.freeze("switched", version, files);
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
    JsonNode first = RunningGateway.json(answer).get("predictions").get(0);
    int got = (first.isArray() ? first.get(0) : first).intValue();
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
