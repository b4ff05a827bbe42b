package dev.thermocline.features.kafka;

import dev.thermocline.features.FeatureMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What a loop tells of itself. */
public final class LoopMeters {
  private final Counter read;
  private final Counter filed;
  private final Counter dead;
  private final AtomicLong lag = new AtomicLong();
  private final AtomicLong unfiled = new AtomicLong();

  public LoopMeters(MeterRegistry meters, String loop) {
    this.read = counter(meters, FeatureMetrics.MESSAGES, loop, "Messages that were read.");
    this.filed = counter(meters, FeatureMetrics.FILED, loop, "Messages that went into files.");
    this.dead = counter(meters, FeatureMetrics.DEAD, loop, "Messages that were put aside.");
    Gauge.builder(FeatureMetrics.LAG, lag, AtomicLong::get)
        .tag(FeatureMetrics.LOOP, loop)
        .description("Messages of the partitions at hand that were not read yet.")
        .register(meters);
    Gauge.builder(FeatureMetrics.UNFILED, unfiled, AtomicLong::get)
        .tag(FeatureMetrics.LOOP, loop)
        .description("Messages that were read and are in no file yet.")
        .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String name, String loop, String means) {
    return Counter.builder(name).tag(FeatureMetrics.LOOP, loop).description(means).register(meters);
  }

  void read() {
    read.increment();
  }

  void filed(long messages) {
    filed.increment((double) messages);
  }

  /** A message was put aside. */
  public void dead() {
    dead.increment();
  }

  void stands(long notRead, long notFiled) {
    lag.set(notRead);
    unfiled.set(notFiled);
  }
}
