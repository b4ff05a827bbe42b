package dev.thermocline.registry.token.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.access.VerifierList;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.record.page.Page;
import dev.thermocline.registry.token.NewToken;
import dev.thermocline.registry.token.OwnVerifiers;
import dev.thermocline.registry.token.StoredToken;
import dev.thermocline.registry.token.Tokens;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

@RestController
@RequestMapping("/api/v1/tokens")
class TokenRoutes {
  private final Tokens tokens;
  private final OwnVerifiers verifiers;

  TokenRoutes(Tokens tokens, OwnVerifiers verifiers) {
    this.tokens = tokens;
    this.verifiers = verifiers;
  }

  record CreateTokenRequest(
      @NotBlank String name,
      @NotBlank String role,
      @Nullable String project,
      @Nullable Instant expiresAt) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenResponse(
      String name,
      String role,
      @Nullable String project,
      @Nullable Instant expiresAt,
      Instant createdAt,
      String createdBy,
      @Nullable Instant rotatedAt,
      @Nullable Instant revokedAt,
      @Nullable String token) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TokenList(List<TokenResponse> tokens, @Nullable String nextPageToken) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SelfResponse(
      String name, String role, @Nullable String project, @Nullable Instant expiresAt) {}

  @PostMapping
  ResponseEntity<TokenResponse> create(
      Verifier admin, @Valid @RequestBody CreateTokenRequest request) {
    Tokens.Given given =
        tokens.create(
            admin,
            new NewToken(
                request.name(), role(request.role()), request.project(), request.expiresAt()));
    verifiers.look();
    return secret(HttpStatus.CREATED, given);
  }

  @GetMapping
  TokenList list(
      Verifier admin,
      @RequestParam(defaultValue = "1000") @Min(1) @Max(1000) int size,
      @RequestParam(required = false) @Nullable String pageToken) {
    Page<TokenResponse> page =
        tokens.list(admin, size, pageToken).map(token -> response(token, null));
    return new TokenList(page.items(), page.nextPageToken());
  }

  @PostMapping("/{name}/rotate")
  ResponseEntity<TokenResponse> rotate(Verifier admin, @PathVariable String name) {
    Tokens.Given given = tokens.rotate(admin, name);
    verifiers.look();
    return secret(HttpStatus.OK, given);
  }

  @DeleteMapping("/{name}")
  ResponseEntity<Void> revoke(Verifier admin, @PathVariable String name) {
    tokens.revoke(admin, name);
    verifiers.look();
    return ResponseEntity.noContent().build();
  }

  /** Who the caller is, for those who wonder which token they hold. */
  @GetMapping("/self")
  SelfResponse self(Verifier verifier) {
    return new SelfResponse(
        verifier.name(), word(verifier.role()), verifier.project(), verifier.expiresAt());
  }

  /** For the other services, which keep a copy. */
  @GetMapping("/verifiers")
  @Nullable ResponseEntity<VerifierList> verifiers(ServletWebRequest request) {
    var current = verifiers.current();
    if (request.checkNotModified("\"" + current.revision() + "\"")) {
      return null;
    }
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(VerifierList.of(current));
  }

  private static ResponseEntity<TokenResponse> secret(HttpStatus status, Tokens.Given given) {
    return ResponseEntity.status(status)
        .cacheControl(CacheControl.noStore())
        .body(response(given.token(), given.secret()));
  }

  private static TokenResponse response(StoredToken token, @Nullable String secret) {
    return new TokenResponse(
        token.name(),
        word(token.role()),
        token.project(),
        token.expiresAt(),
        token.createdAt(),
        token.createdBy(),
        token.rotatedAt(),
        token.revokedAt(),
        secret);
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static Role role(String word) {
    for (Role role : Role.values()) {
      if (word(role).equals(word)) {
        return role;
      }
    }
    throw ThermoclineException.invalid(
        "'" + word + "' is not a role. There are reader, scientist, deployer and admin.");
  }
}
