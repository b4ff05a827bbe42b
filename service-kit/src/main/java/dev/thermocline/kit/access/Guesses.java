package dev.thermocline.kit.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens by where they come from. Each one beyond the first few waits longer for its
 * answer; a right token never waits, so that one guesser behind a shared address slows nobody else.
 */
public final class Guesses {
  private static final int FREE = 5;
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration FORGET = Duration.ofMinutes(1);
  private static final int ADDRESSES = 10_000;

  private record Count(int wrong, Instant last) {}

  private final Clock clock;
  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > ADDRESSES;
        }
      };

  public Guesses(Clock clock) {
    this.clock = clock;
  }

  /** How long the answer to one more wrong token waits. */
  public synchronized Duration wrong(String address) {
    Instant now = clock.instant();
    Count before = counts.get(address);
    int wrong = before == null || before.last().plus(FORGET).isBefore(now) ? 1 : before.wrong() + 1;
    counts.put(address, new Count(wrong, now));
    if (wrong <= FREE) {
      return Duration.ZERO;
    }
    Duration wait = FIRST.multipliedBy(1L << Math.min(wrong - FREE - 1, 10));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
