package dev.thermocline.registry.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps every move of aliases and stages. A move is recorded in the transaction that makes it,
 * which holds the model's row.
 */
public interface MoveStore {
  void record(RegisteredModel model, AliasMove move);

  void record(RegisteredModel model, StageMove move);

  /** Newest first. */
  List<AliasMove> aliasMoves(RegisteredModel model, String alias, int limit, long beforeRevision);

  /** The last move of the alias at or before that moment. */
  Optional<AliasMove> aliasMoveAt(RegisteredModel model, String alias, Instant at);

  /** Newest first. */
  List<StageMove> stageMoves(RegisteredModel model, int number, int limit, long beforeRevision);
}
