package dev.thermocline.gateway.route;

import java.util.List;

/**
 * Weighted rendezvous hashing: each arm draws a score from the key, and the highest wins. When a
 * weight changes, only keys that its arm gains or loses move.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** The index of the arm that this key belongs to. */
  static int choose(String key, List<Deployment.Arm> arms) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    long hashed = hash(key, 0x9E3779B97F4A7C15L);
    for (int i = 0; i < arms.size() && arms.size() > 1; i++) {
      Deployment.Arm arm = arms.get(i);
      if (arm.weight() <= 0) {
        continue;
      }
      long draw = mix(hash(arm.identity(), hashed));
      // 53 bits, in the open interval (0, 1), so that the logarithm is finite.
      double uniform = ((draw >>> 11) + 0.5) * 0x1p-53;
      double score = -arm.weight() / Math.log(uniform);
      if (score > highest) {
        highest = score;
        best = i;
      }
    }
    return best;
  }

  private static long hash(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return mix(hash);
  }

  /** The finisher of SplitMix64: every bit of the input reaches every bit of the output. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
