package dev.thermocline.bench.serving;

import dev.thermocline.bench.load.HttpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Questions about one row of 50 features, in the forms that servers take. */
final class Questions {
  static final int FEATURES = 50;

  private static final int POOL = 512;

  private Questions() {}

  /** The rows of a pool, by turns; the row of every number is the same in every form. */
  static LongFunction<HttpRequest> rows(URI uri, Map<String, String> headers) {
    return pool(uri, headers, "{\"inputs\":[[%s]]}");
  }

  /** The same rows as a tensor of the Open Inference Protocol. */
  static LongFunction<HttpRequest> tensors(URI uri, Map<String, String> headers, String input) {
    return pool(
        uri,
        headers,
        "{\"inputs\":[{\"name\":\""
            + input
            + "\",\"shape\":[1,"
            + FEATURES
            + "],\"datatype\":\"FP32\",\"data\":[%s]}]}");
  }

  private static LongFunction<HttpRequest> pool(URI uri, Map<String, String> headers, String form) {
    HttpRequest[] pool = new HttpRequest[POOL];
    for (int i = 0; i < POOL; i++) {
      String body = form.formatted(row(i, FEATURES));
      pool[i] = HttpRequest.post(uri, headers, body.getBytes(StandardCharsets.UTF_8));
    }
    return n -> pool[(int) (n % POOL)];
  }

  /** Rows that were never asked before, in this run or another. */
  static LongFunction<HttpRequest> unique(URI uri, Map<String, String> headers) {
    AtomicLong next = new AtomicLong(System.currentTimeMillis() * 1_000);
    String[] ends = new String[POOL];
    for (int i = 0; i < POOL; i++) {
      ends[i] = "," + row(i, FEATURES - 2) + "]]}";
    }
    return n -> {
      // Two floats that hold 24 bits each keep 48 bits of the number apart.
      long number = next.getAndIncrement();
      String body =
          "{\"inputs\":[["
              + (number & 0xFFFFFF)
              + ','
              + (number >>> 24 & 0xFFFFFF)
              + ends[(int) (n % POOL)];
      return HttpRequest.post(uri, headers, body.getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Entities that all have rows. */
  static LongFunction<HttpRequest> entities(
      URI uri, Map<String, String> headers, LongFunction<Long> ids) {
    return n -> {
      String body = "{\"entities\":{\"" + Customers.KEY + "\":[" + ids.apply(n) + "]}}";
      return HttpRequest.post(uri, headers, body.getBytes(StandardCharsets.UTF_8));
    };
  }

  static float[] values(int number) {
    SplittableRandom random = new SplittableRandom(number);
    float[] values = new float[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      values[i] = (float) (random.nextInt(1_000_000) / 1e6);
    }
    return values;
  }

  private static String row(int number, int features) {
    float[] values = values(number);
    return IntStream.range(0, features)
        .mapToObj(i -> String.format(Locale.ROOT, "%.6f", values[i]))
        .collect(Collectors.joining(","));
  }
}
