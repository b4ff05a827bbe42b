package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import dev.thermocline.bench.load.RedisPipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How old a row is when it can be read, while rows stream into the topic at a fixed pace. Each
 * sample is a sensor that nobody heard of before; its age counts from the moment at which its row
 * was due, and ends when Redis has it. A sample that does not come within ten seconds failed.
 */
record Freshness(URI redis, int rowsPerSecond) implements Contender {
  private static final int SENSORS = 10_000;
  private static final int ROWS_OF_A_SAMPLE = 200;
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
  private static final AtomicLong NEXT_SAMPLE = new AtomicLong(System.currentTimeMillis() * 1_000);

  private record Sample(long sensor, long due) {}

  @Override
  public String name() {
    return "thermocline";
  }

  @Override
  public Measured measure(Duration length) {
    Queue<Sample> outstanding = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (PushLog log = new PushLog();
        RedisPipe pipe = new RedisPipe(redis)) {
      Thread producer =
          Thread.ofPlatform().name("producer").start(() -> produce(log, outstanding, start, end));
      Histogram ages = new Histogram(PATIENCE * 2, 3);
      long lost = look(pipe, outstanding, producer, ages);
      lost += log.refused();
      return new Measured(
          ages, lost == 0 ? Map.of() : Map.of(0, lost), Duration.ofNanos(end - start));
    } catch (IOException e) {
      throw new UncheckedIOException("Redis ended the connection", e);
    }
  }

  private void produce(PushLog log, Queue<Sample> outstanding, long start, long end) {
    double gap = 1e9 / rowsPerSecond;
    for (long n = 0; ; n++) {
      long due = start + (long) (n * gap);
      if (due >= end) {
        return;
      }
      if (due > System.nanoTime()) {
        LockSupport.parkNanos(500_000);
      }
      if (n % ROWS_OF_A_SAMPLE == 0) {
        Sample sample = new Sample(NEXT_SAMPLE.getAndIncrement(), due);
        outstanding.add(sample);
        log.send(sample.sensor(), n);
      } else {
        log.send(n % SENSORS, n);
      }
    }
  }

  private static long look(
      RedisPipe pipe, Queue<Sample> outstanding, Thread producer, Histogram ages)
      throws IOException {
    long lost = 0;
    while (producer.isAlive() || !outstanding.isEmpty()) {
      List<Sample> asked = new ArrayList<>(outstanding);
      ByteArrayOutputStream commands = new ByteArrayOutputStream();
      for (Sample sample : asked) {
        RedisPipe.command(
            commands, "EXISTS", "features:" + Readings.ENTITY + "_" + sample.sensor());
      }
      boolean[] there = pipe.flags(commands.toByteArray(), asked.size());
      long now = System.nanoTime();
      for (int i = 0; i < there.length; i++) {
        long age = now - asked.get(i).due();
        if (there[i]) {
          ages.recordValue(Math.max(0, age));
        } else if (age > PATIENCE) {
          lost++;
        }
        if (there[i] || age > PATIENCE) {
          outstanding.remove(asked.get(i));
        }
      }
      LockSupport.parkNanos(300_000);
    }
    return lost;
  }
}
