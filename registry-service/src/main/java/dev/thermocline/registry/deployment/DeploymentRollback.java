package dev.thermocline.registry.deployment;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.Names;
import dev.thermocline.registry.model.RegisteredModel;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** Takes deployments back to what they served before, as a new revision. */
@Service
public class DeploymentRollback {
  private static final int LONGEST_HISTORY = 10_000;

  private final Deployments deployments;
  private final DeploymentHistory history;
  private final DeploymentStore store;
  private final Promotion promotion;
  private final Resolver resolver;
  private final Resolutions resolutions;
  private final TransactionOperations transaction;
  private final Clock clock;

  DeploymentRollback(
      Deployments deployments,
      DeploymentHistory history,
      DeploymentStore store,
      Promotion promotion,
      Resolver resolver,
      Resolutions resolutions,
      TransactionOperations transaction,
      Clock clock) {
    this.deployments = deployments;
    this.history = history;
    this.store = store;
    this.promotion = promotion;
    this.resolver = resolver;
    this.resolutions = resolutions;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Serves again what was served before the last change that was not rolled back yet; or what a
   * given revision served.
   */
  public Deployment rollBack(
      Project project,
      Caller caller,
      @Nullable String name,
      @Nullable Integer toRevision,
      boolean force,
      @Nullable String reason) {
    Names.optionalText("reason", reason);
    Deployment seen = deployments.get(project, name);
    Step step = step(seen, toRevision);
    GateVerdict gate =
        promotion.judge(
            project,
            caller,
            step.spec().featureService(),
            resolver.glance(project, step.spec()).versions(),
            force,
            reason);
    Deployment changed = transaction.execute(_ -> take(seen, step, gate, caller, reason));
    return Objects.requireNonNull(changed);
  }

  private Deployment take(
      Deployment seen, Step step, GateVerdict gate, Caller caller, @Nullable String reason) {
    Project project = seen.project();
    List<RegisteredModel> held = resolver.hold(project, step.spec());
    long routing = store.nextRoutingRevision();
    Deployment current = deployments.get(project, seen.name());
    if (current.revision() != seen.revision()) {
      throw ThermoclineException.conflict(
          "The deployment '"
              + current.name()
              + "' changed meanwhile. Look at its history and try again.");
    }
    Resolved resolved = resolver.resolve(project, step.spec(), held);
    promotion.checkAgain(project, step.spec(), resolved);
    Deployment next =
        Steps.of(
            current,
            current.isDefault(),
            current.revision() + 1,
            routing,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            step.spec(),
            resolved);
    store.addRevision(
        next,
        new DeploymentRevision(
            next.revision(),
            step.spec(),
            next.updatedAt(),
            caller.name(),
            reason,
            step.undoes(),
            gate));
    store.update(next);
    return resolutions.add(next, "rolled-back", caller, reason);
  }

  private record Step(DeploymentSpec spec, @Nullable Integer undoes) {}

  private Step step(Deployment deployment, @Nullable Integer toRevision) {
    if (toRevision != null) {
      return new Step(history.revision(deployment, toRevision).spec(), null);
    }
    Set<Integer> undone = new HashSet<>();
    for (DeploymentRevision each : history.newest(deployment, LONGEST_HISTORY)) {
      if (each.undoes() != null) {
        undone.add(each.undoes());
      } else if (!undone.contains(each.revision()) && each.revision() > 1) {
        return new Step(history.revision(deployment, each.revision() - 1).spec(), each.revision());
      }
    }
    throw ThermoclineException.invalid(
        "The deployment '"
            + deployment.name()
            + "' has no earlier revision to go back to. Change it, or delete it.");
  }
}
