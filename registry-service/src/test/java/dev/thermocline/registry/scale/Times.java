package dev.thermocline.registry.scale;

import java.util.Arrays;

/** How long each of some requests took. */
final class Times {
  private final long[] nanos;
  private int count;

  Times(int most) {
    this.nanos = new long[most];
  }

  void run(Runnable request) {
    long begin = System.nanoTime();
    request.run();
    nanos[count++] = System.nanoTime() - begin;
  }

  double millis(int percentile) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (count * percentile + 99) / 100 - 1)] / 1e6;
  }
}
