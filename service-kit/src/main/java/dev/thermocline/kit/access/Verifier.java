package dev.thermocline.kit.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a token stands for.
 *
 * @param project the only one that the token opens; nothing where it opens all
 * @param expiresAt nothing where it stays valid until revoked
 */
public record Verifier(
    String name, Role role, @Nullable String project, @Nullable Instant expiresAt) {
  public boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  public Caller caller() {
    return new Caller(name, role);
  }
}
