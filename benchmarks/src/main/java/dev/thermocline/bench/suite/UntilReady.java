package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Makes versions and waits for each until its files are frozen and verified. */
record UntilReady(int clients, Frozen frozen) implements Contender {
  @Override
  public String name() {
    return "thermocline";
  }

  @Override
  public Measured measure(Duration length) {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (var pool = Executors.newFixedThreadPool(clients)) {
      var parts = IntStream.range(0, clients).mapToObj(_ -> pool.submit(() -> drive(end))).toList();
      Histogram sum = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
      for (Future<Histogram> part : parts) {
        sum.add(part.get());
      }
      return new Measured(sum, Map.of(), Duration.ofNanos(System.nanoTime() - start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a version did not become READY", e.getCause());
    }
  }

  private Histogram drive(long end) {
    Histogram latency = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
      frozen.createAndAwait();
      latency.recordValue(System.nanoTime() - begun);
    }
    return latency;
  }
}
