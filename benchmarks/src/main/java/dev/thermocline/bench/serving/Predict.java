package dev.thermocline.bench.serving;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.HttpContender;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Predictions without a cache: plain inputs and features joined in, beside the same server stack
 * that only parses the JSON, and beside the model alone. Then what is left of the peak when four
 * times as much is asked.
 */
public final class Predict implements Suite {
  static final Map<String, Object> UNCACHED = Map.of("cache", Map.of("enabled", false));

  private final boolean peers;

  public Predict(boolean peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "predict";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    boolean quick = scale == Scale.QUICK;
    TrainedModels trained = new TrainedModels();
    ServedModels served = new ServedModels(target, trained);
    Customers customers = new Customers(target, scale.of(20_000));
    URI echo = ServerProcess.echo();
    List<String> models = quick ? List.of("boosting") : List.of("boosting", "forest", "mlp");
    List<Contest> contests = new ArrayList<>();
    for (String model : models) {
      URI plain = served.deploy("bench-" + model, model, "tensor", UNCACHED);
      Map<String, Object> policies = new HashMap<>(UNCACHED);
      policies.putAll(customers.policy());
      Map<String, Object> silent = new HashMap<>(UNCACHED);
      silent.put("log", Map.of("sample", 0));
      URI unlogged = served.deploy("bench-" + model + "-unlogged", model, "tensor", silent);
      URI joined = served.deploy("bench-" + model + "-joined", model, "columns", policies);
      for (int clients : quick ? List.of(32) : List.of(1, 32)) {
        contests.add(
            new Contest(
                model + ", " + clients(clients),
                List.of(
                    new HttpContender(
                        "plain inputs", clients, Questions.rows(plain, target.headers())),
                    new HttpContender(
                        "not logged", clients, Questions.rows(unlogged, target.headers())),
                    new HttpContender(
                        "50 features",
                        clients,
                        Questions.entities(
                            joined, target.headers(), n -> n * 7919 % customers.count())),
                    new HttpContender(
                        "bare http echo",
                        clients,
                        Questions.rows(echo.resolve("/"), target.headers())),
                    new OnnxCalls(
                        trained.onnxFile(model),
                        Math.min(clients, Runtime.getRuntime().availableProcessors())))));
      }
    }
    if (peers) {
      models.forEach(model -> contests.addAll(beside(model, target, trained, served)));
    }
    contests.add(saturated(target, served));
    return contests;
  }

  private static Contest saturated(Target target, ServedModels served) {
    URI dense = served.deploy("bench-1ms", "1ms", "tensor", UNCACHED);
    Map<String, String> headers = new HashMap<>(target.headers());
    headers.put("X-Request-Timeout", Saturation.PATIENCE + "ms");
    return new Saturation(Questions.rows(dense, headers)).contest("1 ms model, saturated");
  }

  /** The same pickle, or its ONNX form, by every server. */
  private static List<Contest> beside(
      String model, Target target, TrainedModels trained, ServedModels served) {
    served.deploy("bench-" + model + "-python", model, "python", python());
    Peers others = new Peers(trained, model);
    List<Contest> contests = new ArrayList<>();
    for (int clients : List.of(1, 16)) {
      List<Contender> contenders = new ArrayList<>();
      for (String form : List.of("", "-python")) {
        contenders.add(
            Peers.openInference(
                form.isEmpty() ? "onnx" : "python",
                clients,
                target.gateway(),
                "bench-" + model + form,
                target.headers()));
      }
      contenders.addAll(others.contenders(clients));
      contests.add(new Contest(model + " beside others, " + clients(clients), contenders));
    }
    return contests;
  }

  private static Map<String, Object> python() {
    Map<String, Object> policies = new HashMap<>(UNCACHED);
    policies.put("runtime", "python");
    return policies;
  }

  static String clients(int count) {
    return count + (count == 1 ? " client" : " clients");
  }
}
