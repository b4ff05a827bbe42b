package dev.thermocline.kit.access.web;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Set;
import org.springframework.security.authorization.AuthorizationResult;

/**
 * A no with its reason.
 *
 * @param allowed the methods that the path does take, where the method was what was wrong
 */
record Refusal(ThermoclineException reason, Set<String> allowed) implements AuthorizationResult {
  Refusal(ThermoclineException reason) {
    this(reason, Set.of());
  }

  @Override
  public boolean isGranted() {
    return false;
  }
}
