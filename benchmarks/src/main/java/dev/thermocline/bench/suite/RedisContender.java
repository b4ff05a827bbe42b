package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import dev.thermocline.bench.load.RedisPipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The limit that Redis itself sets: the same bytes over a bare socket, with nobody in between.
 *
 * @param batches the n-th batch of commands
 * @param commands of each batch
 * @param counted what each batch counts for
 */
record RedisContender(
    String name, URI redis, int clients, LongFunction<byte[]> batches, int commands, int counted)
    implements Contender {

  @Override
  public Measured measure(Duration length) {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (var pool = Executors.newFixedThreadPool(clients)) {
      var parts =
          IntStream.range(0, clients).mapToObj(i -> pool.submit(() -> drive(i, end))).toList();
      Histogram sum = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
      for (Future<Histogram> part : parts) {
        sum.add(part.get());
      }
      return new Measured(sum, Map.of(), Duration.ofNanos(System.nanoTime() - start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Redis could not be measured", e.getCause());
    }
  }

  private Histogram drive(int client, long end) {
    Histogram latency = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    try (RedisPipe pipe = new RedisPipe(redis)) {
      long begun = System.nanoTime();
      for (long n = client; begun < end; n += clients) {
        pipe.exchange(batches.apply(n), commands);
        long now = System.nanoTime();
        latency.recordValueWithCount(now - begun, counted);
        begun = now;
      }
      return latency;
    } catch (IOException e) {
      throw new UncheckedIOException("Redis ended the connection", e);
    }
  }
}
