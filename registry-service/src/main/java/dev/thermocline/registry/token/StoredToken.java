package dev.thermocline.registry.token;

import dev.thermocline.kit.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A token as it is kept: everything but the token. */
public record StoredToken(
    String name,
    Role role,
    @Nullable String project,
    @Nullable Instant expiresAt,
    Instant createdAt,
    String createdBy,
    @Nullable Instant rotatedAt,
    @Nullable Instant revokedAt) {}
