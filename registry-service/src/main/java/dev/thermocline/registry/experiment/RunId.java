package dev.thermocline.registry.experiment;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Names a run; 32 hexadecimal digits on the outside. */
public record RunId(UUID value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  /**
   * A new one. It starts with the time, as UUID version 7 does, so that what belongs to a new run
   * lands together at the end of each index.
   */
  static RunId create(long now) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (now << 16) | 0x7000 | (random.nextLong() & 0x0fff);
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new RunId(new UUID(high, low));
  }

  /** Reads one; a text that is none names a run that does not exist. */
  public static RunId of(String text) {
    return find(text)
        .orElseThrow(() -> ThermoclineException.notFound("Run with id=" + text + " not found"));
  }

  public static Optional<RunId> find(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new RunId(
            new UUID(
                Long.parseUnsignedLong(text, 0, 16, 16),
                Long.parseUnsignedLong(text, 16, 32, 16))));
  }

  @Override
  public String toString() {
    return value.toString().replace("-", "");
  }
}
