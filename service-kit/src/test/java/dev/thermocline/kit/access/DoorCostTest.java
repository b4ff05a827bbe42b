package dev.thermocline.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoorCostTest {
  private static final int ROUNDS = 20_000;

  /** Coarse on purpose: it finds a check that became ten times dearer, not one of ten percent. */
  @Test
  void checksAWarmTokenInMicroseconds() {
    Map<TokenHash, Verifier> tokens = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      tokens.put(TokenHash.ofToken("tc_" + i), new Verifier("t" + i, Role.READER, null, null));
    }
    Verifiers verifiers = new Verifiers(1, tokens, Set.of("default"), Instant.now());
    Door door = new Door(() -> verifiers, false, Clock.systemUTC());
    AccessRules.Rule rule = new AccessRules.Rule("GET", "/api/v1/**", Role.READER, false);

    boolean refused = false;
    long best = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 20; attempt++) {
      long begun = System.nanoTime();
      for (int i = 0; i < ROUNDS; i++) {
        Verifier verifier = door.identify("tc_" + i % 10_000);
        refused |= door.refusal(verifier, rule, "GET") != null;
        door.project(verifier, null);
      }
      best = Math.min(best, (System.nanoTime() - begun) / ROUNDS);
    }

    assertThat(refused).isFalse();
    assertThat(best).as("nanoseconds of one check").isLessThan(20_000);
  }
}
