package dev.thermocline.bench.load;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one round saw.
 *
 * @param latency in nanoseconds, of answers with a status below 300
 * @param others how often each other status came; 0 stands for a broken connection
 */
public record Measured(Histogram latency, Map<Integer, Long> others, Duration took) {
  public Measured {
    others = Map.copyOf(others);
  }

  /** One piece of work that did {@code units} of it. */
  public static Measured once(Duration took, long units) {
    Histogram latency = new Histogram(3);
    latency.recordValueWithCount(took.toNanos(), units);
    return new Measured(latency, Map.of(), took);
  }

  /** Something that takes room and no time: so many bytes for so many things. */
  public static Measured bytes(long bytes, long things) {
    Histogram none = new Histogram(3);
    none.recordValueWithCount(1, bytes);
    return new Measured(none, Map.of(), Duration.ofSeconds(things));
  }

  /** How much came a second, or how many bytes each thing takes. */
  public double amount() {
    return latency.getTotalCount() / (took.toNanos() / 1e9);
  }

  public double millisAt(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e6;
  }

  public long failures() {
    return others.values().stream().mapToLong(Long::longValue).sum();
  }
}
