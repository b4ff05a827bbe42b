package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.Verifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller whose token was right, as Spring Security carries it. It keeps nothing of the token. */
final class KnownCaller extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1L;

  private final transient Verifier verifier;

  KnownCaller(Verifier verifier) {
    super(List.of());
    this.verifier = verifier;
    setAuthenticated(true);
  }

  Verifier verifier() {
    return verifier;
  }

  @Override
  public Object getPrincipal() {
    return verifier.name();
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KnownCaller known && known.verifier.equals(verifier);
  }

  @Override
  public int hashCode() {
    return verifier.hashCode();
  }
}
