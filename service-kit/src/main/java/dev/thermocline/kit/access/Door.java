package dev.thermocline.kit.access;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who comes in, into which project, and to what. Plain logic; the web side is an adapter.
 */
public final class Door {
  /** How long a copy of the tokens is good for changes when nobody confirms it. */
  static final Duration TRUSTED = Duration.ofMinutes(10);

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Verifier EVERYBODY = new Verifier("anonymous", Role.ADMIN, null, null);

  private final VerifierSource source;
  private final boolean open;
  private final Clock clock;

  public Door(VerifierSource source, boolean open, Clock clock) {
    this.source = source;
    this.open = open;
    this.clock = clock;
  }

  /**
   * Who shows the token.
   *
   * @throws ThermoclineException UNAUTHENTICATED
   */
  public Verifier identify(String token) {
    if (open) {
      return EVERYBODY;
    }
    Verifiers verifiers = source.current();
    Instant now = clock.instant();
    Verifier verifier = verifiers.find(token).orElse(null);
    if (verifier == null) {
      if (!verifiers.isKnown()) {
        throw new ThermoclineException(
            ErrorKind.UNAVAILABLE,
            "This service has not heard from the registry yet and knows no tokens. It asks every"
                + " second; look whether the registry runs at thermocline.registry.url.");
      }
      throw new ThermoclineException(
          ErrorKind.UNAUTHENTICATED,
          "This token is not valid: it was never given out, or it was revoked. An admin makes one"
              + " with POST /api/v1/tokens of the registry.");
    }
    if (verifier.isExpired(now)) {
      throw new ThermoclineException(
          ErrorKind.UNAUTHENTICATED,
          "The token '"
              + verifier.name()
              + "' expired at "
              + verifier.expiresAt()
              + ". An admin rotates it with POST /api/v1/tokens/"
              + verifier.name()
              + "/rotate of the registry.");
    }
    return verifier;
  }

  /** Who comes without a token; nobody unless the door is open. */
  public @Nullable Verifier stranger() {
    return open ? EVERYBODY : null;
  }

  /**
   * The project that a request is about.
   *
   * @param named what the request names, nothing where it names none
   * @throws ThermoclineException FORBIDDEN, NOT_FOUND or INVALID_ARGUMENT
   */
  public Project project(Verifier verifier, @Nullable String named) {
    String bound = verifier.project();
    if (bound != null && named != null && !named.equals(bound)) {
      throw new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "The token '"
              + verifier.name()
              + "' opens project '"
              + bound
              + "' only. Use a token of the project that the request names.");
    }
    Project project = new Project(bound != null ? bound : named != null ? named : "default");
    Verifiers verifiers = source.current();
    if (!project.isDefault()
        && verifiers.isKnown()
        && !verifiers.projects().contains(project.name())) {
      throw ThermoclineException.notFound(
          "There is no project '"
              + project.name()
              + "'. An admin makes one with POST /api/v1/projects of the registry.");
    }
    return project;
  }

  /**
   * Why a known caller may not do what a rule asks; nothing where it may.
   *
   * @param method of the request
   */
  public @Nullable ThermoclineException refusal(
      Verifier verifier, AccessRules.Rule rule, String method) {
    if (open) {
      return null;
    }
    if (!verifier.role().covers(rule.role())) {
      return new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "The token '"
              + verifier.name()
              + "' has the role "
              + word(verifier.role())
              + ", and this asks for "
              + word(rule.role())
              + ". Use another token, or ask an admin for one.");
    }
    boolean changes = !READING.contains(method) && rule.role() != Role.READER;
    Instant confirmedAt = source.current().confirmedAt();
    if (changes && confirmedAt.plus(TRUSTED).isBefore(clock.instant())) {
      return new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The registry has not confirmed the tokens since "
              + confirmedAt
              + ", so nothing is changed here until it answers again. Reads and predictions go on.");
    }
    return null;
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
