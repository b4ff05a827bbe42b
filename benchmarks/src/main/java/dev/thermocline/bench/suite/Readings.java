package dev.thermocline.bench.suite;

import java.nio.charset.StandardCharsets;

/** Rows of a sensor with doubles, as messages of a push source. */
final class Readings {
  static final String ENTITY = "benchsensor";
  static final String SOURCE = "benchpush";
  static final String VIEW = "benchreading";
  static final int FEATURES = 10;

  private Readings() {}

  /** A row of now as JSON; its doubles have many digits, as measurements have. */
  static byte[] row(long sensor, long n) {
    StringBuilder row = new StringBuilder(300);
    row.append("{\"").append(ENTITY).append("_id\":").append(sensor);
    row.append(",\"event_time\":").append(System.currentTimeMillis() * 1000 + n % 1000);
    for (int f = 0; f < FEATURES; f++) {
      row.append(",\"f").append(f).append("\":").append((n % 100_000) / 997.0 + f);
    }
    return row.append('}').toString().getBytes(StandardCharsets.US_ASCII);
  }
}
