package dev.thermocline.bench.serving;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** Numbers of which few are asked often: the k-th with a share of {@code 1 / k^s}. */
final class Zipf implements LongFunction<Long> {
  private final double[] until;

  Zipf(int count, double exponent) {
    until = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += Math.pow(k + 1, -exponent);
      until[k] = sum;
    }
    for (int k = 0; k < count; k++) {
      until[k] /= sum;
    }
  }

  /** The n-th draw, the same each time. */
  @Override
  public Long apply(long n) {
    int found = Arrays.binarySearch(until, new SplittableRandom(n).nextDouble());
    return (long) Math.min(until.length - 1, found < 0 ? -found - 1 : found);
  }
}
