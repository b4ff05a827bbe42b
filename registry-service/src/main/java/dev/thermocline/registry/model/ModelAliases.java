package dev.thermocline.registry.model;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** Aliases: names that move between versions, and every move that they made. */
@Service
public class ModelAliases {
  private static final int LONGEST_HISTORY = 10_000;

  private final ModelStore models;
  private final MoveStore moves;
  private final VersionStore versions;
  private final ModelChanges changes;
  private final VersionUsers users;
  private final ModelEvents events;
  private final TransactionOperations transaction;
  private final Clock clock;

  ModelAliases(
      ModelStore models,
      MoveStore moves,
      VersionStore versions,
      ModelChanges changes,
      VersionUsers users,
      ModelEvents events,
      TransactionOperations transaction,
      Clock clock) {
    this.models = models;
    this.moves = moves;
    this.versions = versions;
    this.changes = changes;
    this.users = users;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Setting an alias where it already is changes nothing and leaves no trace. */
  public AliasMove set(
      Project project,
      Caller caller,
      @Nullable String model,
      @Nullable String alias,
      VersionRef to,
      boolean force,
      @Nullable String reason) {
    String name = Names.model(model);
    String checked = Names.newAlias(alias);
    Names.optionalText("reason", reason);
    if (to instanceof VersionRef.ByAlias other && other.alias().equals(checked)) {
      throw ThermoclineException.invalid(
          "The alias '" + checked + "' cannot point to itself. Name a version by its number.");
    }
    if (to instanceof VersionRef.ByNumber(int number)) {
      Optional<AliasMove> made =
          changes.together(project, name, held -> move(held, checked, number, caller, reason));
      if (made.isPresent()) {
        return made.get();
      }
    }
    ModelVersion seen = version(project, name, to);
    users.beforeAliasMoves(model(project, name), checked, seen, caller, force, reason);
    return inTransaction(() -> {
      RegisteredModel locked = lock(project, name);
      ModelVersion target = version(project, name, to);
      return move(locked, checked, target, caller, reason, null);
    });
  }

  /** An alias that is not there is gone already. */
  public void delete(
      Project project,
      Caller caller,
      @Nullable String model,
      @Nullable String alias,
      @Nullable String reason) {
    String name = Names.model(model);
    String checked = Names.alias(alias);
    Names.optionalText("reason", reason);
    transaction.executeWithoutResult(_ -> {
      RegisteredModel locked = lock(project, name);
      Integer from = locked.aliases().get(checked);
      if (from == null) {
        return;
      }
      users.aliasLeaves(locked, checked);
      models.removeAlias(locked, checked);
      record(locked, checked, from, null, caller, reason, null);
    });
  }

  /** Moves the alias back to where it was before its last move that was not rolled back yet. */
  public AliasMove rollBack(
      Project project,
      Caller caller,
      @Nullable String model,
      @Nullable String alias,
      boolean force,
      @Nullable String reason) {
    String name = Names.model(model);
    String checked = Names.alias(alias);
    Names.optionalText("reason", reason);
    RegisteredModel seen = model(project, name);
    AliasMove undone = lastMoveThatStands(seen, checked);
    users.beforeAliasMoves(seen, checked, target(seen, undone), caller, force, reason);
    return inTransaction(() -> {
      RegisteredModel locked = lock(project, name);
      AliasMove last = lastMoveThatStands(locked, checked);
      if (last.revision() != undone.revision()) {
        throw ThermoclineException.conflict(
            "The alias '" + checked + "' moved meanwhile. Look at its history and try again.");
      }
      return move(locked, checked, target(locked, last), caller, reason, last.revision());
    });
  }

  public ModelVersion get(Project project, @Nullable String model, @Nullable String alias) {
    String name = Names.model(model);
    String checked = Names.alias(alias);
    if (checked.equalsIgnoreCase("latest")) {
      return latest(project, name);
    }
    Optional<ModelVersion> found = versions.find(project, name, new VersionRef.ByAlias(checked));
    if (found.isPresent()) {
      return found.get();
    }
    model(project, name);
    throw noAlias(checked);
  }

  /** Newest first; {@code beforeRevision} continues an earlier answer. */
  public List<AliasMove> history(
      Project project,
      @Nullable String model,
      @Nullable String alias,
      int limit,
      long beforeRevision) {
    RegisteredModel found = model(project, Names.model(model));
    return moves.aliasMoves(
        found, Names.alias(alias), Math.min(limit, LONGEST_HISTORY), beforeRevision);
  }

  /** What the alias pointed to at that moment; empty when it was nowhere. */
  public Optional<Integer> at(
      Project project, @Nullable String model, @Nullable String alias, Instant moment) {
    RegisteredModel found = model(project, Names.model(model));
    return moves
        .aliasMoveAt(found, Names.alias(alias), moment)
        .flatMap(move -> Optional.ofNullable(move.to()));
  }

  /** Where nobody serves what the alias points to. */
  private Optional<AliasMove> move(
      HeldModel held, String alias, int to, Caller caller, @Nullable String reason) {
    Integer from = held.model().aliases().get(alias);
    if (from != null && from == to) {
      return held.writes().lastMove(held.model(), alias).or(() -> newest(held.model(), alias));
    }
    if (held.isServed(alias) || to > held.model().lastVersion()) {
      return Optional.empty();
    }
    RegisteredModel moved = held.step(model -> model.withAlias(alias, to));
    AliasMove move = moveOf(moved, alias, from, to, caller, reason, null);
    held.writes().add(new ModelWrites.AliasPlace(moved, alias, to, moved.updatedAt()));
    held.writes().add(new ModelWrites.MadeMove(moved, move));
    held.writes().add(ModelEvents.ofMove(moved, move, held.requestId()));
    return Optional.of(move);
  }

  private AliasMove move(
      RegisteredModel locked,
      String alias,
      ModelVersion to,
      Caller caller,
      @Nullable String reason,
      @Nullable Long undoes) {
    Integer from = locked.aliases().get(alias);
    if (from != null && from == to.number() && undoes == null) {
      return newest(locked, alias).orElseThrow(() -> noAlias(alias));
    }
    models.putAlias(locked, alias, to.number(), Moments.after(clock, locked.updatedAt()));
    AliasMove move = record(locked, alias, from, to.number(), caller, reason, undoes);
    users.aliasMoved(locked, alias, to, caller, reason);
    return move;
  }

  private Optional<AliasMove> newest(RegisteredModel model, String alias) {
    return moves.aliasMoves(model, alias, 1, Long.MAX_VALUE).stream().findFirst();
  }

  private AliasMove record(
      RegisteredModel locked,
      String alias,
      @Nullable Integer from,
      @Nullable Integer to,
      Caller caller,
      @Nullable String reason,
      @Nullable Long undoes) {
    RegisteredModel touched = Changes.touched(locked, Moments.after(clock, locked.updatedAt()));
    models.update(touched);
    AliasMove move = moveOf(touched, alias, from, to, caller, reason, undoes);
    moves.record(touched, move);
    events.alias(touched, move);
    return move;
  }

  private static AliasMove moveOf(
      RegisteredModel made,
      String alias,
      @Nullable Integer from,
      @Nullable Integer to,
      Caller caller,
      @Nullable String reason,
      @Nullable Long undoes) {
    return new AliasMove(
        alias, made.revision(), from, to, made.updatedAt(), caller.name(), reason, undoes);
  }

  private AliasMove lastMoveThatStands(RegisteredModel model, String alias) {
    Set<Long> undone = new HashSet<>();
    for (AliasMove move : moves.aliasMoves(model, alias, LONGEST_HISTORY, Long.MAX_VALUE)) {
      if (move.undoes() != null) {
        undone.add(move.undoes());
      } else if (!undone.contains(move.revision())) {
        return move;
      }
    }
    throw ThermoclineException.invalid(
        "The alias '" + alias + "' of model '" + model.name() + "' has no move to roll back.");
  }

  private ModelVersion target(RegisteredModel model, AliasMove undone) {
    Integer from = undone.from();
    if (from == null) {
      throw ThermoclineException.invalid(
          "The alias '"
              + undone.alias()
              + "' pointed nowhere before its last move. Delete it, or set it to a version.");
    }
    return versions
        .find(model.project(), model.name(), new VersionRef.ByNumber(from))
        .orElseThrow(() ->
            ThermoclineException.invalid(
                "The alias '"
                    + undone.alias()
                    + "' was at version "
                    + from
                    + ", which was deleted since. Set it to a version that is there."));
  }

  private ModelVersion latest(Project project, String name) {
    RegisteredModel model = model(project, name);
    return versions.latestPerStage(project, List.of(model.id())).stream()
        .max((a, b) -> Integer.compare(a.number(), b.number()))
        .orElseThrow(() ->
            ThermoclineException.notFound("Latest version not found for model " + name + "."));
  }

  private ModelVersion version(Project project, String name, VersionRef ref) {
    return versions
        .find(project, name, ref)
        .orElseThrow(() -> {
          model(project, name);
          return ModelVersions.notFound(name, ref);
        });
  }

  private RegisteredModel model(Project project, String name) {
    return models.find(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
  }

  private RegisteredModel lock(Project project, String name) {
    return models.lock(project, name).orElseThrow(() -> ModelRegistry.notFound(name));
  }

  private AliasMove inTransaction(Supplier<AliasMove> change) {
    AliasMove move = transaction.execute(_ -> change.get());
    return Objects.requireNonNull(move);
  }

  private static ThermoclineException noAlias(String alias) {
    return new ThermoclineException(
        ErrorKind.INVALID_ARGUMENT, "Registered model alias " + alias + " not found.");
  }
}
