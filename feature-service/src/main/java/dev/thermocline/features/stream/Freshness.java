package dev.thermocline.features.stream;

import dev.thermocline.features.FeatureMetrics;
import dev.thermocline.hot.RowTimes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** How long rows take until they are online. */
@Component
public class Freshness {
  private final Timer fromEvent;
  private final Timer fromArrival;
  private final Clock clock;

  public Freshness(MeterRegistry meters, Clock clock) {
    this.fromEvent =
        Timer.builder(FeatureMetrics.FRESHNESS)
            .description("From a row's event to its being online.")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    this.fromArrival =
        Timer.builder(FeatureMetrics.DELAY)
            .description("From a row's arrival in the log to its being online.")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    this.clock = clock;
  }

  /** These rows came online just now, for the first time. */
  public void online(List<PlacedRow> rows) {
    long now = RowTimes.micros(clock.instant());
    for (PlacedRow one : rows) {
      fromEvent.record(Math.max(0, now - one.event()), TimeUnit.MICROSECONDS);
      fromArrival.record(Math.max(0, now - one.place().ingest()), TimeUnit.MICROSECONDS);
    }
  }
}
