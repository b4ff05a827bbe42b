package dev.thermocline.registry.token;

import dev.thermocline.kit.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a token shall be.
 *
 * @param project the only one that it opens; nothing where it opens all
 */
public record NewToken(
    String name, Role role, @Nullable String project, @Nullable Instant expiresAt) {}
