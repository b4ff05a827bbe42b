package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.route.RoutingPoll;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The way of a prediction, top to bottom. */
public final class Predictor {
  private final Routes routes;
  private final RoutingPoll routing;

  public Predictor(Routes routes, RoutingPoll routing) {
    this.routes = routes;
    this.routing = routing;
  }

  /**
   * Answers a question.
   *
   * @throws ThermoclineException in every case where there is no answer, saying why
   */
  public Prediction predict(PredictRequest request) {
    Deadline deadline = request.options().deadline();
    try (Routes.Route route =
        routes.take(request.project(), request.deployment(), request.version())) {
      route.choose(stickyKey(request));
      Batch batch = inputs(request, route);
      deadline.require("the model was asked");
      List<Tensor> outputs = route.model().run(batch, deadline);
      return new Prediction(
          PredictionId.next(),
          route.deployment(),
          route.version(),
          batch.rows(),
          outputs,
          labels());
    }
  }

  private static Batch inputs(PredictRequest request, Routes.Route route) {
    if (request.inputs() == null) {
      throw ThermoclineException.invalid(
          "Give 'inputs', because deployment '%s' joins no features in."
              .formatted(route.deployment().name()));
    }
    Batch batch = route.model().signature().enforce(request.inputs());
    if (batch.rows() == 0) {
      throw ThermoclineException.invalid("There are no rows to predict.");
    }
    return batch;
  }

  private static String stickyKey(PredictRequest request) {
    String key = request.options().stickyKey();
    return key != null ? key : Long.toString(ThreadLocalRandom.current().nextLong());
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>(2);
    routing.routedByCopySince().ifPresent(since -> labels.add("routed-by-copy since " + since));
    return labels;
  }
}
