package dev.thermocline.gateway;

import dev.thermocline.gateway.predict.Admission;
import dev.thermocline.gateway.runtime.ModelShelf;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** What this service counts of itself as a whole. */
@Component
final class GatewayMetrics implements MeterBinder {
  private static final String LIMIT = "thermocline.gateway.admission.limit";
  private static final String RUNNING = "thermocline.gateway.admission.running";
  private static final String REFUSED = "thermocline.gateway.admission.refused";
  private static final String MODELS = "thermocline.gateway.models.loaded";
  private static final String MODEL_BYTES = "thermocline.gateway.models.memory";

  private final Admission admission;
  private final ModelShelf shelf;

  GatewayMetrics(Admission admission, ModelShelf shelf) {
    this.admission = admission;
    this.shelf = shelf;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    Gauge.builder(LIMIT, admission, Admission::limit)
        .description("How many predictions may run at once now.")
        .register(meters);
    Gauge.builder(RUNNING, admission, Admission::inFlight)
        .description("How many run.")
        .register(meters);
    FunctionCounter.builder(REFUSED, admission, Admission::refused)
        .description("Predictions that were refused because too many were at work.")
        .register(meters);
    Gauge.builder(MODELS, shelf, ModelShelf::size)
        .description("Models in memory.")
        .register(meters);
    Gauge.builder(MODEL_BYTES, shelf, ModelShelf::memory)
        .baseUnit("bytes")
        .description("What the models in memory occupy.")
        .register(meters);
  }
}
