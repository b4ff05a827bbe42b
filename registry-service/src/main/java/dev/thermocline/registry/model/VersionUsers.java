package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who serves versions. Asked before a change and told of it inside its transaction, while the model
 * is held; throwing refuses the change.
 */
public interface VersionUsers {
  /**
   * Before the transaction: may call other services.
   *
   * @param force whether the caller wants the move although a check refuses it
   */
  void beforeAliasMoves(
      RegisteredModel model,
      String alias,
      ModelVersion to,
      Caller by,
      boolean force,
      @Nullable String reason);

  void aliasMoved(
      RegisteredModel model, String alias, ModelVersion to, Caller by, @Nullable String reason);

  void aliasLeaves(RegisteredModel model, String alias);

  void versionLeaves(RegisteredModel model, ModelVersion version);

  void modelLeaves(RegisteredModel model);

  /** A name or a label that routes carry has changed. */
  void renamed(RegisteredModel model, Caller by);
}
