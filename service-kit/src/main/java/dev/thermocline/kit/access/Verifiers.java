package dev.thermocline.kit.access;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every token and every project that is valid, as the registry said at one moment. Immutable.
 *
 * @param confirmedAt when the registry last said that this still holds
 */
public record Verifiers(
    long revision, Map<TokenHash, Verifier> tokens, Set<String> projects, Instant confirmedAt) {
  /** Before the registry was heard for the first time: nobody is known. */
  public static final Verifiers NONE = new Verifiers(-1, Map.of(), Set.of(), Instant.EPOCH);

  public Verifiers {
    tokens = Map.copyOf(tokens);
    projects = Set.copyOf(projects);
  }

  public Optional<Verifier> find(String token) {
    return Optional.ofNullable(tokens.get(TokenHash.ofToken(token)));
  }

  public boolean isKnown() {
    return revision >= 0;
  }

  public Verifiers confirmed(Instant now) {
    return new Verifiers(revision, tokens, projects, now);
  }
}
