package dev.thermocline.kit.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Verifiers} as they travel from the registry and lie on disk. */
public record VerifierList(long revision, List<Entry> tokens, List<String> projects) {
  /**
   * One token.
   *
   * @param hash hex of its SHA-256
   * @param role in lower case
   */
  public record Entry(
      String hash,
      String name,
      String role,
      @Nullable String project,
      @Nullable Instant expiresAt) {}

  public static VerifierList of(Verifiers verifiers) {
    return new VerifierList(
        verifiers.revision(),
        verifiers.tokens().entrySet().stream()
            .map(token ->
                new Entry(
                    token.getKey().hex(),
                    token.getValue().name(),
                    token.getValue().role().name().toLowerCase(Locale.ROOT),
                    token.getValue().project(),
                    token.getValue().expiresAt()))
            .toList(),
        verifiers.projects().stream().sorted().toList());
  }

  public Verifiers confirmed(Instant at) {
    Map<TokenHash, Verifier> byHash = new HashMap<>();
    for (Entry entry : tokens) {
      Role role = Role.valueOf(entry.role().toUpperCase(Locale.ROOT));
      byHash.put(
          TokenHash.parse(entry.hash()),
          new Verifier(entry.name(), role, entry.project(), entry.expiresAt()));
    }
    return new Verifiers(revision, byHash, Set.copyOf(projects), at);
  }
}
