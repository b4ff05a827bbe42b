package dev.thermocline.kit.example;

import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.access.TokenHash;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.access.VerifierSource;
import dev.thermocline.kit.access.Verifiers;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Tokens of one role each, held in memory, for tests. */
public final class KnownTokens implements VerifierSource {
  public static final String READER = "tc_reader";
  public static final String SCIENTIST = "tc_scientist";
  public static final String ADMIN = "tc_admin";
  public static final String BOUND = "tc_bound";
  public static final String EXPIRED = "tc_expired";

  private final AtomicReference<Verifiers> current = new AtomicReference<>(all(Instant.now()));

  @Override
  public Verifiers current() {
    return current.get();
  }

  public void set(Verifiers verifiers) {
    current.set(verifiers);
  }

  public static Verifiers all(Instant confirmedAt) {
    return new Verifiers(
        1,
        Map.of(
            TokenHash.ofToken(READER), new Verifier("reader", Role.READER, null, null),
            TokenHash.ofToken(SCIENTIST), new Verifier("ada", Role.SCIENTIST, null, null),
            TokenHash.ofToken(ADMIN), new Verifier("root", Role.ADMIN, null, null),
            TokenHash.ofToken(BOUND), new Verifier("bound", Role.SCIENTIST, "team-a", null),
            TokenHash.ofToken(EXPIRED),
                new Verifier("old", Role.ADMIN, null, Instant.parse("2020-01-01T00:00:00Z"))),
        Set.of("default", "team-a", "team-b"),
        confirmedAt);
  }
}
