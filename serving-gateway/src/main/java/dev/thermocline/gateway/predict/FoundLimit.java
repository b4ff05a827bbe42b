package dev.thermocline.gateway.predict;

import com.netflix.concurrency.limits.limit.AbstractLimit;

/**
 * How many may run at once, found out by what becomes of them: one more for each whole set that was
 * answered while most turns were taken, a fifth less when one came to nothing because there were
 * too many. Those that were let in before a cut say nothing that the cut has not answered.
 */
final class FoundLimit extends AbstractLimit {
  private static final double CUT = 0.8;

  private final int least;
  private final int most;
  // Both are changed under the lock that the library holds while it tells of a sample.
  private double exact;
  private long lastCut = Long.MIN_VALUE;

  FoundLimit(int least, int most) {
    super(least);
    this.least = least;
    this.most = most;
    this.exact = least;
  }

  @Override
  protected int _update(long startTime, long rtt, int inFlight, boolean cameToNothing) {
    if (cameToNothing) {
      if (startTime > lastCut) {
        exact = Math.max(least, exact * CUT);
        lastCut = startTime + rtt;
      }
    } else if (inFlight * 2 >= exact) {
      exact = Math.min(most, exact + 1 / exact);
    }
    return (int) exact;
  }
}
