package dev.thermocline.registry.token;

import dev.thermocline.kit.access.TokenHash;
import dev.thermocline.kit.access.Verifiers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps tokens. Changes belong in a transaction that also raises the revision. */
public interface TokenStore {
  /**
   * Adds a token whose name nobody used before.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException ALREADY_EXISTS or NOT_FOUND (the
   *     project)
   */
  void add(NewToken token, TokenHash hash, String createdBy, Instant now);

  /** Adds a token, or gives the one of that name a new hash, for the platform's own services. */
  boolean put(NewToken token, TokenHash hash, Instant now);

  Optional<StoredToken> find(String name);

  /** By name, behind the given one. */
  List<StoredToken> list(int atMost, @Nullable String after, @Nullable String project);

  void rehash(String name, TokenHash hash, Instant now);

  void revoke(String name, Instant now);

  /** Holds the row of the revision until the transaction ends. */
  void lockRevision();

  /** Raises the revision and holds its row until the transaction ends. */
  long raiseRevision();

  /** Cheap; asked for many times a second. */
  long revision();

  /** Everything that is valid, in one consistent look. */
  Verifiers verifiers(Instant now);
}
