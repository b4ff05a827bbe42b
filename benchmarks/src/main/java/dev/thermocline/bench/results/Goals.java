package dev.thermocline.bench.results;

import dev.thermocline.bench.results.Goal.Kind;
import java.util.ArrayList;
import java.util.List;

/** What the platform wants to reach on two cores, and beside whom. */
final class Goals {
  private static final String OURS = "thermocline";
  private static final String MLFLOW = "mlflow server";

  private Goals() {}

  static List<Goal> all() {
    List<Goal> goals = new ArrayList<>();
    goals.addAll(tracking());
    goals.addAll(models());
    goals.addAll(offline());
    goals.addAll(online());
    goals.addAll(streams());
    goals.addAll(predictions());
    goals.addAll(python());
    goals.addAll(cache());
    return goals;
  }

  private static List<Goal> tracking() {
    String suite = "tracking";
    return List.of(
        Goal.times(suite, "log_batch of 10, 16 clients", OURS, MLFLOW, 15),
        Goal.times(suite, "create run, 16 clients", OURS, MLFLOW, 15),
        Goal.times(suite, "get run, 16 clients", OURS, MLFLOW, 25),
        Goal.times(suite, "search by metric, ordered, 16 clients", OURS, MLFLOW, 40),
        Goal.times(suite, "history of 1,000 points, 16 clients", OURS, MLFLOW, 20),
        Goal.alone(suite, "log_batch of 10, 1 client", OURS, Kind.P50, 3),
        Goal.alone(suite, "search by metric, ordered, 1 client", OURS, Kind.P50, 6),
        Goal.times("artifacts", "PUT of 1024 MB", OURS, "direct S3", 0.8),
        Goal.times(
            "artifacts", "PUT of 1024 MB in parts by signed addresses", OURS, "direct S3", 0.8),
        Goal.times("artifacts", "GET of 1024 MB", OURS, "direct S3", 0.8));
  }

  private static List<Goal> models() {
    List<Goal> goals = new ArrayList<>();
    for (String work :
        List.of(
            "get version by alias",
            "set alias",
            "search versions of a model",
            "search versions by tag",
            "create version, nothing copied")) {
      for (String clients : List.of(", 1 client", ", 16 clients")) {
        goals.add(Goal.times("models", work + clients, OURS, MLFLOW, 10));
      }
    }
    return goals;
  }

  private static List<Goal> offline() {
    List<Goal> goals = new ArrayList<>();
    for (String memory : List.of("1GB", "256MB")) {
      goals.add(Goal.times("join", "join 10,000 x 500, " + memory, OURS, "asof", 1));
      goals.add(Goal.times("join", "join 100,000 x 50, " + memory, OURS, "asof", 1));
      goals.add(Goal.times("join", "join 10,000 x 500, late rows, " + memory, OURS, "asof", 0.5));
    }
    goals.add(Goal.times("join", "join 10,000 x 500, 1GB", OURS, "feast on duckdb", 8));
    goals.add(Goal.times("join", "join 100,000 x 50, 1GB", OURS, "feast on duckdb", 8));
    goals.add(Goal.times("join", "ingest, 1GB", OURS, "bare copy", 0.7));
    return goals;
  }

  private static List<Goal> online() {
    String suite = "online";
    String entities = "1,000,000 entities x 20";
    return List.of(
        Goal.times(suite, "1 entity x 50, 16 clients", "json", "feast", 12),
        Goal.times(suite, "10 entities x 50, 16 clients", "json", "feast", 20),
        Goal.times(suite, "100 entities x 50, 16 clients", "json", "feast", 30),
        Goal.alone(suite, "1 entity x 50, 1 client", "json", Kind.P99, 0.8),
        Goal.alone(suite, "100 entities x 50, 1 client", "json", Kind.P99, 10),
        Goal.times(suite, "1 entity x 50, 16 clients", "json", "bare http", 0.35),
        Goal.times(suite, "100 entities x 50, 16 clients", "binary", "bare redis", 1.0 / 3),
        Goal.times(suite, "100 entities x 50, 16 clients", "json", "bare redis", 1.0 / 6),
        Goal.alone("memory", "20,000 entities x 250 doubles in 25 views", "redis", Kind.SIZE, 13),
        Goal.times("materialize", entities, OURS, "piped script", 0.85),
        Goal.times("materialize", entities, OURS, "piped HSET", 0.35),
        Goal.alone("materialize", entities, OURS, Kind.RATE, 200_000),
        Goal.times("materialize", entities, OURS, "feast", 20));
  }

  private static List<Goal> streams() {
    List<Goal> goals = new ArrayList<>();
    for (String rows : List.of("1 row", "100 rows")) {
      for (String clients : List.of(", 1 client", ", 16 clients")) {
        goals.add(Goal.times("push", "push of " + rows + clients, OURS, "feast", 20));
      }
    }
    String ages = "kafka to online, ages at 20,000 rows/s";
    goals.add(Goal.alone("push", ages, OURS, Kind.P50, 15));
    goals.add(Goal.alone("push", ages, OURS, Kind.P99, 100));
    return goals;
  }

  private static List<Goal> predictions() {
    String suite = "predict";
    List<Goal> goals = new ArrayList<>();
    goals.add(
        Goal.times(suite, "boosting beside others, 16 clients", "onnx", "mlserver sklearn", 10));
    goals.add(
        Goal.times(suite, "forest beside others, 16 clients", "onnx", "mlserver sklearn", 50));
    for (String model : List.of("boosting", "mlp")) {
      goals.add(Goal.times(suite, model + ", 32 clients", "plain inputs", "bare http echo", 0.6));
      goals.add(Goal.alone(suite, model + ", 1 client", "50 features", Kind.P99, 1.5));
    }
    goals.add(Goal.times(suite, "1 ms model, saturated", "at 4 times it", "peak", 0.8));
    return goals;
  }

  private static List<Goal> python() {
    List<Goal> goals = new ArrayList<>();
    for (String model : List.of("boosting", "forest", "mlp")) {
      for (String clients : List.of(", 1 client", ", 16 clients")) {
        String contest = model + " beside others" + clients;
        for (String other : List.of("mlserver sklearn", "mlserver mlflow", "mlflow serve")) {
          goals.add(Goal.times("predict", contest, "python", other, 1));
        }
        goals.add(new Goal("predict", contest, "python", "python, direct", Kind.P99_ABOVE, 1));
      }
    }
    return goals;
  }

  private static List<Goal> cache() {
    List<Goal> goals = new ArrayList<>();
    for (String model : List.of("5ms", "1ms", "boosting")) {
      for (String clients : List.of(", 1 client", ", 16 clients")) {
        if (!model.equals("boosting")) {
          goals.add(Goal.alone("cache", model + ", hit" + clients, "on", Kind.P99, 1));
          goals.add(Goal.times("cache", model + ", hit" + clients, "on", "off", 5));
        }
        goals.add(Goal.times("cache", model + ", never asked before" + clients, "on", "off", 0.95));
      }
      goals.add(
          Goal.times("cache", model + ", Zipf over 100,000, 100 writes/s", "on", "off", 0.95));
    }
    return goals;
  }
}
