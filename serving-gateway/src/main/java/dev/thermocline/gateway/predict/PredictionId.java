package dev.thermocline.gateway.predict;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names of predictions: rising with time, and unlike any other by 80 random bits. */
final class PredictionId {
  private static final HexFormat HEX = HexFormat.of();

  private PredictionId() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long millis = System.currentTimeMillis() & 0xffff_ffff_ffffL;
    return HEX.toHexDigits(millis, 12)
        + HEX.toHexDigits(random.nextLong())
        + HEX.toHexDigits((short) random.nextInt());
  }
}
