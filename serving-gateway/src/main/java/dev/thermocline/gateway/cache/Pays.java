package dev.thermocline.gateway.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Whether the cache pays for one deployment. It weighs what a hit saves against what every look and
 * every write costs; where it does not pay it stands aside, and comes back now and then for a short
 * trial that costs less than one part in a hundred.
 */
final class Pays {
  static final int SAMPLE = 500;
  static final Duration ASIDE = Duration.ofSeconds(20);
  static final Duration TRIAL = Duration.ofMillis(200);

  /** Among so many runs of the model is one that nothing held up. */
  private static final int ENOUGH_RUNS = 20;

  private static final long UNKNOWN = Long.MAX_VALUE;

  /** What remains of a request besides the model is the same with and without the cache. */
  private static final double MARGIN = 1.1;

  private final LongSupplier nanos;
  private final AtomicInteger looks = new AtomicInteger();
  private final LongAdder hits = new LongAdder();
  // The least of a sample: what it costs when nothing stands in its way. A mean would blame the
  // cache for a crowd that makes everything slow, and stand aside just when it saves the most.
  private final LongAccumulator lookNanos = least();
  private final LongAccumulator modelNanos = least();

  private final LongAdder runs = new LongAdder();

  /** From earlier samples, too: where nearly everything hits, the model hardly runs. */
  private long knownModel = UNKNOWN;

  private volatile boolean aside;
  private volatile long asideSince;
  private volatile String reason = "not enough requests yet to tell";

  Pays(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the next request should use the cache. */
  boolean isWorthALook() {
    if (!aside) {
      return true;
    }
    long since = nanos.getAsLong() - asideSince;
    if (since < ASIDE.toNanos()) {
      return false;
    }
    if (since > ASIDE.plus(TRIAL).toNanos() && looks.get() < SAMPLE) {
      // Too little traffic in the trial to tell: wait for the next.
      asideSince = nanos.getAsLong();
      return false;
    }
    return true;
  }

  boolean isAside() {
    return aside;
  }

  String reason() {
    return reason;
  }

  /**
   * A look into the cache, with the time from the question to its answer. A request that reads
   * features meanwhile hardly waits for it, but the processors and the store work all the same.
   */
  void looked(boolean hit, long tookNanos) {
    lookNanos.accumulate(tookNanos);
    if (hit) {
      hits.increment();
    }
    if (looks.incrementAndGet() >= SAMPLE) {
      decide();
    }
  }

  void ran(long tookNanos) {
    modelNanos.accumulate(tookNanos);
    runs.increment();
  }

  private static LongAccumulator least() {
    return new LongAccumulator(Math::min, UNKNOWN);
  }

  private synchronized void decide() {
    int asked = looks.get();
    if (asked < SAMPLE) {
      return;
    }
    double share = (double) hits.sum() / asked;
    long look = lookNanos.getThenReset();
    long ran = modelNanos.getThenReset();
    knownModel = runs.sumThenReset() >= ENOUGH_RUNS ? ran : Math.min(knownModel, ran);
    // A miss also writes, which costs the process about as much as a look.
    double costs = (2 - share) * look;
    boolean pays = knownModel == UNKNOWN || share * knownModel * MARGIN > costs;
    String model = knownModel == UNKNOWN ? "has not run" : "%.0f µs".formatted(knownModel / 1e3);
    reason =
        "%.0f%% of %d looks were hits; a look takes %.0f µs and the model %s"
            .formatted(share * 100, asked, look / 1e3, model);
    aside = !pays;
    asideSince = nanos.getAsLong();
    looks.set(0);
    hits.reset();
  }
}
