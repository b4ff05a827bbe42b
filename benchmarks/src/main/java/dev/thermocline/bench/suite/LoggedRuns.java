package dev.thermocline.bench.suite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/**
 * An experiment full of runs on one side: each with ten metrics of some steps, and a few with a
 * metric of a thousand points.
 */
record LoggedRuns(Side side, String experiment, List<String> ids) {
  static final int METRICS = 10;
  static final int LONG_HISTORIES = 20;
  static final int LONG_HISTORY = 1_000;
  private static final int LOADERS = 8;
  private static final int PAGE = 100;

  /** Through the API. */
  static LoggedRuns load(Side side, int runs, int steps) {
    String experiment = experiment(side);
    String[] ids = new String[runs];
    try (ExecutorService loaders = Executors.newFixedThreadPool(LOADERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int loader = 0; loader < LOADERS; loader++) {
        int first = loader;
        running.add(
            loaders.submit(() -> {
              for (int n = first; n < runs; n += LOADERS) {
                ids[n] = load(side, experiment, n, steps);
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(side.name() + " could not be loaded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return new LoggedRuns(side, experiment, List.of(ids));
  }

  private static String load(Side side, String experiment, int n, int steps) {
    String id =
        side.api()
            .post(
                side.at("runs/create"),
                Map.of("experiment_id", experiment, "start_time", n, "run_name", "bench-" + n))
            .at("/run/info/run_id")
            .asString();
    List<Object> points = new ArrayList<>();
    for (int metric = 0; metric < METRICS; metric++) {
      for (int step = 0; step < steps; step++) {
        points.add(
            Map.of("key", "m" + metric, "value", value(n, metric), "timestamp", n, "step", step));
      }
    }
    side.api().post(side.at("runs/log-batch"), Map.of("run_id", id, "metrics", points));
    if (n < LONG_HISTORIES) {
      List<Object> history = new ArrayList<>();
      for (int step = 0; step < LONG_HISTORY; step++) {
        history.add(Map.of("key", "long", "value", 1, "timestamp", step, "step", step));
      }
      side.api().post(side.at("runs/log-batch"), Map.of("run_id", id, "metrics", history));
    }
    return id;
  }

  /** Past the server, into its tables: through its API this takes a good part of an hour. */
  static LoggedRuns load(Side side, MlflowPeer peer, int runs, int steps) {
    String experiment = experiment(side);
    peer.tell("load " + experiment + " " + runs + " " + steps);
    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = page(side, experiment, 1_000, token);
      page.path("runs").forEach(run -> ids.add(run.at("/info/run_id").asString()));
      token = page.path("next_page_token").asString("");
    } while (!token.isEmpty());
    // The newest come first, and the first were made first on the other side.
    Collections.reverse(ids);
    return new LoggedRuns(side, experiment, List.copyOf(ids));
  }

  private static String experiment(Side side) {
    return side.api()
        .post(side.at("experiments/create"), Map.of("name", "bench-" + System.nanoTime()))
        .path("experiment_id")
        .asString();
  }

  static double value(long n, int metric) {
    return (n * 31 + metric * 7L) % 997 / 997.0;
  }

  /** The tokens of pages of a hundred that begin beyond half of all runs. */
  List<String> deepPages() {
    List<String> deep = new ArrayList<>();
    String token = "";
    for (int read = 0; read < ids.size() - PAGE; read += PAGE) {
      token = page(side, experiment, PAGE, token).path("next_page_token").asString("");
      if (read + PAGE >= ids.size() / 2 && !token.isEmpty()) {
        deep.add(token);
      }
    }
    return deep;
  }

  private static JsonNode page(Side side, String experiment, int size, String token) {
    return side.api().post(side.at("runs/search"), pageOf(experiment, size, token));
  }

  static Map<String, Object> pageOf(String experiment, int size, String token) {
    return Map.of(
        "experiment_ids",
        List.of(experiment),
        "order_by",
        List.of("attributes.start_time DESC"),
        "max_results",
        size,
        "page_token",
        token);
  }

  String id(long n) {
    return ids.get((int) (n % ids.size()));
  }
}
