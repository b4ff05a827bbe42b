package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

/**
 * The model registry over MLflow's wire, beside MLflow's own server on the same Postgres. Versions
 * of foreign sources copy no bytes on either side; how long a version of a run's files takes to be
 * READY is measured of ours alone, because the other one freezes nothing.
 */
public final class Models implements Suite {
  private static final int OF_ONE_MODEL = 100;
  private static final int LOADERS = 8;

  private final boolean peers;

  public Models(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "models";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    int models = scale.of(50);
    String stem = "bench-" + System.nanoTime() + "-";
    List<Side> sides = new ArrayList<>();
    sides.add(Side.of("thermocline", target.registry(), target.token()));
    if (peers) {
      sides.add(Side.of("mlflow server", MlflowPeer.start().url(), ""));
    }
    sides.forEach(side -> load(side, stem, models));
    Frozen frozen = new Frozen(target, stem);
    List<Contest> contests = new ArrayList<>();
    // Reads before writes, which leave behind them what the database must clear away.
    for (int clients : List.of(1, 16)) {
      contests.addAll(reads(sides, stem, models, clients));
    }
    for (int clients : List.of(1, 16)) {
      contests.addAll(writes(sides, stem, models, clients, frozen));
    }
    return contests;
  }

  private static List<Contest> reads(List<Side> sides, String stem, int models, int clients) {
    return List.of(
        contest(
            "get version by alias",
            clients,
            sides,
            (side, n) ->
                side.get("registered-models/alias?alias=champion&name=" + model(stem, n, models))),
        contest(
            "search versions of a model",
            clients,
            sides,
            (side, n) -> side.get(search("name = '" + model(stem, n, models) + "'"))),
        contest(
            "search versions by tag",
            clients,
            sides,
            (side, n) -> side.get(search("tags.n = '" + n % OF_ONE_MODEL + "'"))));
  }

  private static List<Contest> writes(
      List<Side> sides, String stem, int models, int clients, Frozen frozen) {
    return List.of(
        contest(
            "set alias",
            clients,
            sides,
            (side, n) ->
                side.post(
                    "registered-models/alias",
                    Map.of(
                        "name",
                        model(stem, n, models),
                        "alias",
                        "challenger",
                        "version",
                        Long.toString(1 + n % OF_ONE_MODEL)))),
        contest(
            "create version, nothing copied",
            clients,
            sides,
            (side, n) -> side.post("model-versions/create", version(stem + "more", "more", n))),
        new Contest(
            "create version of a run, reply" + by(clients),
            List.of(new HttpContender("thermocline", clients, frozen::create))),
        new Contest(
            "create version of a run, until READY" + by(clients),
            List.of(new UntilReady(clients, frozen))));
  }

  private static String by(int clients) {
    return ", " + clients + (clients == 1 ? " client" : " clients");
  }

  private static Contest contest(
      String name, int clients, List<Side> sides, BiFunction<Side, Long, HttpRequest> request) {
    List<Contender> contenders = new ArrayList<>();
    for (Side side : sides) {
      contenders.add(new HttpContender(side.name(), clients, n -> request.apply(side, n)));
    }
    return new Contest(name + by(clients), contenders);
  }

  private static String model(String stem, long n, int models) {
    return stem + n % models;
  }

  private static String search(String filter) {
    return "model-versions/search?max_results=100&filter="
        + URLEncoder.encode(filter, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> version(String model, String tag, long n) {
    return Map.of(
        "name",
        model,
        "source",
        "s3://elsewhere/" + n,
        "tags",
        List.of(Map.of("key", tag, "value", Long.toString(n % OF_ONE_MODEL))));
  }

  private static void load(Side side, String stem, int models) {
    side.api().post(side.at("registered-models/create"), Map.of("name", stem + "more"));
    try (ExecutorService loaders = Executors.newFixedThreadPool(LOADERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < models; i++) {
        String model = stem + i;
        running.add(loaders.submit(() -> load(side, model)));
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
  }

  private static void load(Side side, String model) {
    side.api().post(side.at("registered-models/create"), Map.of("name", model));
    for (int i = 1; i <= OF_ONE_MODEL; i++) {
      side.api().post(side.at("model-versions/create"), version(model, "n", i));
    }
    side.api()
        .post(
            side.at("registered-models/alias"),
            Map.of("name", model, "alias", "champion", "version", "7"));
  }
}
