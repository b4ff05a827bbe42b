package dev.thermocline.registry.experiment;

import java.time.Instant;

/** One value of a metric. Infinities are kept as the largest finite number of their sign. */
public record MetricPoint(String key, double value, Instant at, long step) {
  public MetricPoint {
    if (Double.isInfinite(value)) {
      value = Math.copySign(Double.MAX_VALUE, value);
    }
  }
}
