package dev.thermocline.bench.serving;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.HttpRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The prediction cache on and off, in turn, in front of models of 5 ms, 1 ms and a few
 * microseconds: what is always there, what never is, what was never asked before (where it stands
 * aside), and a mix of entities of which few are asked often while their features change.
 */
public final class Caching implements Suite {
  private static final Map<String, Object> ON =
      Map.of("cache", Map.of("enabled", true, "ttl", "PT5M"));

  /** Who wants superseded answers as the last resort keeps writing, whether it pays or not. */
  private static final Map<String, Object> ALWAYS_ON =
      Map.of("cache", Map.of("enabled", true, "ttl", "PT5M", "allowStaleFor", "PT5M"));

  private static final int CLIENTS = 16;
  private static final int WRITES = 100;
  private static final double EXPONENT = 0.99;

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    boolean quick = scale == Scale.QUICK;
    ServedModels served = new ServedModels(target, new TrainedModels());
    Customers customers = new Customers(target, scale.of(100_000));
    List<Contest> contests = new ArrayList<>();
    for (String model : quick ? List.of("1ms") : List.of("5ms", "1ms", "boosting")) {
      String name = "bench-cache-" + model;
      URI on = served.deploy(name, model, "tensor", ON);
      URI always = served.deploy(name + "-always", model, "tensor", ALWAYS_ON);
      URI off = served.deploy(name + "-off", model, "tensor", Predict.UNCACHED);
      Map<String, String> headers = target.headers();
      for (int clients : quick ? List.of(CLIENTS) : List.of(CLIENTS, 1)) {
        contests.add(
            contest(
                model + ", hit, " + Predict.clients(clients),
                clients,
                uri -> Questions.rows(uri, headers),
                Map.of("on", always, "off", off)));
        contests.add(
            contest(
                model + ", never asked before, " + Predict.clients(clients),
                clients,
                uri -> Questions.unique(uri, headers),
                Map.of("on", on, "off", off, "always on: a miss", always)));
      }
      contests.add(mixed(target, served, customers, model));
    }
    return contests;
  }

  private static Contest contest(
      String name,
      int clients,
      Function<URI, LongFunction<HttpRequest>> requests,
      Map<String, URI> deployments) {
    List<Contender> contenders = new ArrayList<>();
    for (String who : List.of("on", "off", "always on: a miss")) {
      URI uri = deployments.get(who);
      if (uri != null) {
        contenders.add(new HttpContender(who, clients, requests.apply(uri)));
      }
    }
    return new Contest(name, contenders);
  }

  private static Contest mixed(
      Target target, ServedModels served, Customers customers, String model) {
    Zipf zipf = new Zipf(customers.count(), EXPONENT);
    AtomicLong asked = new AtomicLong();
    AtomicLong written = new AtomicLong();
    List<Contender> contenders = new ArrayList<>();
    for (Map<String, Object> policy : List.of(ON, Predict.UNCACHED)) {
      Map<String, Object> policies = new HashMap<>(policy);
      policies.putAll(customers.policy());
      String who = policy.equals(ON) ? "on" : "off";
      URI uri =
          served.deploy("bench-cache-" + model + "-joined-" + who, model, "columns", policies);
      contenders.add(
          new WithWrites(
              new HttpContender(
                  who,
                  CLIENTS,
                  // Another part of the draws each time, so that no round finds what it asked
                  // itself.
                  Questions.entities(
                      uri, target.headers(), n -> zipf.apply(asked.getAndIncrement()))),
              WRITES,
              n -> {
                long number = written.getAndIncrement();
                return customers.write(zipf.apply(-number), number);
              }));
    }
    return new Contest(
        model + ", Zipf over %,d, %d writes/s".formatted(customers.count(), WRITES), contenders);
  }
}
