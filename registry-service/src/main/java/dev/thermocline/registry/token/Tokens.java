package dev.thermocline.registry.token;

import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.access.TokenHash;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.outbox.Outbox;
import dev.thermocline.record.page.Page;
import dev.thermocline.record.page.PageTokens;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Gives tokens out, and takes them back. */
@Service
public class Tokens {
  private static final String TOPIC = "thermocline.tokens";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TokenStore store;
  private final Outbox outbox;
  private final PageTokens pages;
  private final Clock clock;

  public Tokens(TokenStore store, Outbox outbox, PageTokens pages, Clock clock) {
    this.store = store;
    this.outbox = outbox;
    this.pages = pages;
    this.clock = clock;
  }

  /** A token in the clear: there is no second chance to read it. */
  public record Given(StoredToken token, String secret) {
    @Override
    public String toString() {
      return "Given[" + token.name() + "]";
    }
  }

  /** 256 random bits. */
  public static String fresh() {
    byte[] bits = new byte[32];
    RANDOM.nextBytes(bits);
    return "tc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  @Transactional
  public Given create(Verifier admin, NewToken token) {
    check(admin, token);
    String secret = fresh();
    changed();
    store.add(token, TokenHash.ofToken(secret), admin.name(), clock.instant());
    return new Given(get(token.name()), secret);
  }

  @Transactional
  public Given rotate(Verifier admin, String name) {
    StoredToken token = mine(admin, name);
    if (token.revokedAt() != null) {
      throw ThermoclineException.conflict(
          "The token '" + name + "' was revoked for good. Make another with POST /api/v1/tokens.");
    }
    refuseServices(token);
    String secret = fresh();
    changed();
    store.rehash(name, TokenHash.ofToken(secret), clock.instant());
    return new Given(get(name), secret);
  }

  @Transactional
  public void revoke(Verifier admin, String name) {
    mine(admin, name);
    changed();
    store.revoke(name, clock.instant());
  }

  @Transactional(readOnly = true)
  public Page<StoredToken> list(Verifier admin, int size, @Nullable String pageToken) {
    String query = "tokens/" + admin.project();
    String after =
        pageToken == null ? null : pages.open(Project.DEFAULT, query, pageToken).getFirst();
    return Page.cut(
        store.list(size + 1, after, admin.project()),
        size,
        last -> pages.issue(Project.DEFAULT, query, List.of(last.name())));
  }

  /**
   * Says that tokens or projects change, in the caller's transaction. It comes first, because the
   * lock of the revision keeps the changes of all replicas in one line.
   */
  public long changed() {
    long revision = store.raiseRevision();
    outbox.append(Project.DEFAULT, TOPIC, "tokens", revision, "tokens.changed", Map.of());
    return revision;
  }

  private void check(Verifier admin, NewToken token) {
    if (!NAME.matcher(token.name()).matches()) {
      throw ThermoclineException.invalid(
          "A token's name has 1 to 63 letters, digits, '.', '_' and '-', and begins with a letter or"
              + " a digit.");
    }
    if (token.project() != null) {
      new Project(token.project());
    }
    Instant expiresAt = token.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw ThermoclineException.invalid(
          "expiresAt lies in the past: the token would be of no use. Leave it out for one that does"
              + " not expire.");
    }
    if (admin.project() != null && !admin.project().equals(token.project())) {
      throw new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "The token '"
              + admin.name()
              + "' is bound to project '"
              + admin.project()
              + "' and gives out tokens of that project only. Set project to it.");
    }
    if (token.role() == Role.SERVICE) {
      throw ThermoclineException.invalid(
          "Tokens of services are not given out here: each comes from a file that the registry is"
              + " told of with thermocline.auth.service-token-files.<name>.");
    }
  }

  private StoredToken mine(Verifier admin, String name) {
    StoredToken token = get(name);
    if (admin.project() != null && !admin.project().equals(token.project())) {
      throw none(name);
    }
    return token;
  }

  private static void refuseServices(StoredToken token) {
    if (token.role() == Role.SERVICE) {
      throw ThermoclineException.invalid(
          "The token '" + token.name() + "' comes from a file: write a new one there and restart.");
    }
  }

  private StoredToken get(String name) {
    return store.find(name).orElseThrow(() -> none(name));
  }

  private static ThermoclineException none(String name) {
    return ThermoclineException.notFound(
        "There is no token '" + name + "'; GET /api/v1/tokens lists those there are.");
  }
}
