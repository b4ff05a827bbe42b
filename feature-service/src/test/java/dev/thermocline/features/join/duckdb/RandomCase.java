package dev.thermocline.features.join.duckdb;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Values that expressions are computed of, the awkward ones among them often. */
final class RandomCase {
  private final RandomGenerator random;
  private final long start;

  RandomCase(RandomGenerator random, long start) {
    this.random = random;
    this.start = start;
  }

  /** Values of one case: of the features, then weight, count, sick, tag and the moment. */
  List<@Nullable Object> row() {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(maybe(real()));
    row.add(maybe((float) real()));
    row.add(maybe(whole()));
    row.add(maybe((int) whole()));
    row.add(maybe(random.nextBoolean()));
    row.add(maybe(word()));
    row.add(maybe(start + random.nextLong(-1L << 40, 1L << 40)));
    row.add(maybe(real()));
    row.add(maybe(whole()));
    row.add(maybe(random.nextBoolean()));
    row.add(maybe(word()));
    row.add(start + random.nextLong(1L << 38));
    return row;
  }

  private <T> @Nullable T maybe(T value) {
    return random.nextInt(8) == 0 ? null : value;
  }

  private double real() {
    return switch (random.nextInt(10)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> -0.0;
      case 4 -> Double.MAX_VALUE;
      case 5 -> Double.MIN_VALUE;
      case 6 -> random.nextInt(-5, 6);
      default -> random.nextGaussian() * 100;
    };
  }

  private long whole() {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> Long.MIN_VALUE;
      case 2 -> (1L << 53) + 1;
      default -> random.nextInt(-20, 21);
    };
  }

  private String word() {
    return List.of("a", "B ", "\u00e4\u20ac", "aB\u00df", " x", "\ud83d\ude00", "i\u0307")
        .get(random.nextInt(7));
  }
}
