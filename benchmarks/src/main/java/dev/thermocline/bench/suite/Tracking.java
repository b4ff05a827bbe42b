package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs and metrics over MLflow's wire, beside MLflow's own server on the same Postgres. What is
 * small is measured twice at one client: acknowledged at once, and as most clients do.
 */
public final class Tracking implements Suite {
  private static final int DEEP_PAGE = 100;

  private final boolean peers;
  private final List<LoggedRuns> sides = new ArrayList<>();
  private @Nullable MlflowPeer peer;

  public Tracking(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    int runs = scale.of(20_000);
    int steps = scale == Scale.QUICK ? 2 : 10;
    sides.add(
        LoggedRuns.load(Side.of("thermocline", target.registry(), target.token()), runs, steps));
    if (peers) {
      peer = MlflowPeer.start();
      sides.add(LoggedRuns.load(Side.of("mlflow server", peer.url(), ""), peer, runs, steps));
    }
    Map<LoggedRuns, List<String>> deep = new HashMap<>();
    sides.forEach(side -> deep.put(side, side.deepPages()));
    List<Contest> contests = new ArrayList<>();
    for (int clients : List.of(1, 16)) {
      contests.add(contest("create run", clients, true, Tracking::create));
      contests.add(contest("log_batch of 10", clients, true, Tracking::batch));
      if (clients == 1) {
        contests.add(contest("create run, late ACKs", clients, false, Tracking::create));
        contests.add(contest("log_batch of 10, late ACKs", clients, false, Tracking::batch));
      }
      contests.add(
          contest(
              "get run", clients, true, (in, n) -> in.side().get("runs/get?run_id=" + in.id(n))));
      contests.add(contest("search by metric, ordered", clients, true, Tracking::search));
      contests.add(
          contest(
              "deep page of " + DEEP_PAGE,
              clients,
              true,
              (in, n) -> {
                List<String> tokens = deep.getOrDefault(in, List.of());
                return in.side()
                    .post(
                        "runs/search",
                        LoggedRuns.pageOf(
                            in.experiment(), DEEP_PAGE, tokens.get((int) (n % tokens.size()))));
              }));
      contests.add(
          contest(
              "history of 1,000 points",
              clients,
              true,
              (in, n) ->
                  in.side()
                      .get(
                          "metrics/get-history?metric_key=long&run_id="
                              + in.id(n % LoggedRuns.LONG_HISTORIES))));
    }
    return contests;
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add("memory (PSS) after the load, thermocline: " + Pss.ofRegistry());
    if (peer != null) {
      notes.add("memory (PSS) after the load, mlflow server: " + Pss.of(peer.process()));
    }
    return notes;
  }

  private Contest contest(
      String name,
      int clients,
      boolean acknowledgeAtOnce,
      BiFunction<LoggedRuns, Long, HttpRequest> request) {
    List<Contender> contenders = new ArrayList<>();
    for (LoggedRuns in : sides) {
      contenders.add(
          new HttpContender(
              in.side().name(), clients, acknowledgeAtOnce, n -> request.apply(in, n)));
    }
    return new Contest(name + ", " + clients + (clients == 1 ? " client" : " clients"), contenders);
  }

  private static HttpRequest create(LoggedRuns in, long n) {
    return in.side()
        .post(
            "runs/create",
            Map.of("experiment_id", in.experiment(), "start_time", n, "run_name", "bench-" + n));
  }

  private static HttpRequest batch(LoggedRuns in, long n) {
    return in.side()
        .post(
            "runs/log-batch",
            Map.of(
                "run_id",
                in.id(n),
                "metrics",
                IntStream.range(0, LoggedRuns.METRICS)
                    .mapToObj(i ->
                        Map.of(
                            "key",
                            "m" + i,
                            "value",
                            LoggedRuns.value(n, i),
                            "timestamp",
                            n,
                            "step",
                            100 + n))
                    .toList()));
  }

  private static HttpRequest search(LoggedRuns in, long n) {
    return in.side()
        .post(
            "runs/search",
            Map.of(
                "experiment_ids",
                List.of(in.experiment()),
                "filter",
                "metrics.m3 > " + (n % 100) / 100.0,
                "order_by",
                List.of("metrics.m3 DESC"),
                "max_results",
                50));
  }
}
