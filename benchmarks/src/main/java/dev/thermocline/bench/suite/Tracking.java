package dev.thermocline.bench.suite;

import dev.thermocline.bench.Api;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Runs and metrics over MLflow's wire. */
public final class Tracking implements Suite {
  private static final String API = "/api/2.0/mlflow/";
  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    Api api = new Api(target);
    String experiment =
        api.post(
                target.registry().resolve(API + "experiments/create"),
                Map.of("name", "bench-" + System.nanoTime()))
            .get("experiment_id")
            .asString();
    int runs = scale == Scale.QUICK ? 200 : 2_000;
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ids.add(
          api.post(
                  target.registry().resolve(API + "runs/create"),
                  Map.of("experiment_id", experiment, "start_time", i))
              .get("run")
              .get("info")
              .get("run_id")
              .asString());
      api.post(target.registry().resolve(API + "runs/log-batch"), batch(ids.get(i), i, 0));
    }
    List<Contest> contests = new ArrayList<>();
    for (int clients : List.of(1, 16)) {
      String suffix = ", " + clients + (clients == 1 ? " client" : " clients");
      contests.add(
          contest(
              "create run" + suffix,
              clients,
              post(target, "runs/create", n -> create(experiment, n))));
      contests.add(
          contest(
              "log_batch of 10" + suffix,
              clients,
              post(target, "runs/log-batch", n -> batch(ids.get((int) (n % runs)), n, 1 + n))));
      contests.add(
          contest(
              "get run" + suffix,
              clients,
              n ->
                  HttpRequest.get(
                      URI.create(
                          target.registry() + API + "runs/get?run_id=" + ids.get((int) (n % runs))),
                      target.headers())));
      contests.add(
          contest(
              "search by metric, ordered" + suffix,
              clients,
              post(target, "runs/search", n -> search(experiment, n))));
    }
    return contests;
  }

  private static Contest contest(String name, int clients, LongFunction<HttpRequest> requests) {
    return new Contest(name, List.of(new HttpContender("thermocline", clients, requests)));
  }

  private static LongFunction<HttpRequest> post(
      Target target, String path, LongFunction<Object> body) {
    URI uri = URI.create(target.registry() + API + path);
    return n -> HttpRequest.post(uri, target.headers(), JSON.writeValueAsBytes(body.apply(n)));
  }

  private static Map<String, Object> create(String experiment, long n) {
    return Map.of("experiment_id", experiment, "start_time", n, "run_name", "bench-" + n);
  }

  private static Map<String, Object> batch(String run, long n, long step) {
    return Map.of(
        "run_id",
        run,
        "metrics",
        IntStream.range(0, 10)
            .mapToObj(i ->
                Map.of("key", "m" + i, "value", (n % 997) / 997.0, "timestamp", n, "step", step))
            .toList());
  }

  private static Map<String, Object> search(String experiment, long n) {
    return Map.of(
        "experiment_ids",
        List.of(experiment),
        "filter",
        "metrics.m3 > " + (n % 100) / 100.0,
        "order_by",
        List.of("metrics.m3 DESC"),
        "max_results",
        50);
  }
}
