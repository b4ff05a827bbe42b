package dev.thermocline.registry.deployment;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelStore;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.Names;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.VersionRef;
import dev.thermocline.registry.model.VersionStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Deployments: set, found, taken away. A change holds the models that it names, then the routing
 * counter: so an alias cannot move between the moment it is resolved and the moment the resolution
 * is seen, and routing revisions appear in order.
 */
@Service
public class Deployments {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final DeploymentStore store;
  private final ModelStore models;
  private final VersionStore versions;
  private final Promotion promotion;
  private final Resolver resolver;
  private final Resolutions resolutions;
  private final DeploymentEvents events;
  private final TransactionOperations transaction;
  private final Clock clock;

  Deployments(
      DeploymentStore store,
      ModelStore models,
      VersionStore versions,
      Promotion promotion,
      Resolver resolver,
      Resolutions resolutions,
      DeploymentEvents events,
      TransactionOperations transaction,
      Clock clock) {
    this.store = store;
    this.models = models;
    this.versions = versions;
    this.promotion = promotion;
    this.resolver = resolver;
    this.resolutions = resolutions;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * A wish for a deployment.
   *
   * @param isDefault left as it is when absent
   * @param expectedRevision refuses the change when the deployment moved on; 0 for "must be new"
   * @param force whether a refusal of the gate is overruled
   */
  public record Change(
      SpecDraft spec,
      @Nullable Boolean isDefault,
      @Nullable Integer expectedRevision,
      boolean force,
      @Nullable String reason) {}

  public static String checkName(@Nullable String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw ThermoclineException.invalid(
          "A deployment's name has 1 to 63 of A-Z, a-z, 0-9, '.', '_' and '-', and begins with a"
              + " letter or digit.");
    }
    return name;
  }

  public Deployment get(Project project, @Nullable String name) {
    String checked = checkName(name);
    return store.find(project, checked).orElseThrow(() -> notFound(checked));
  }

  public List<Deployment> list(Project project, int limit, String afterName) {
    return store.list(project, limit, afterName);
  }

  /** Makes the deployment, or gives it another revision. The same spec again changes nothing. */
  public Deployment put(Project project, Caller caller, @Nullable String name, Change change) {
    String checked = checkName(name);
    Names.optionalText("reason", change.reason());
    DeploymentSpec spec = change.spec().spec(ref -> target(project, ref));
    spec.check();
    GateVerdict gate =
        promotion.judge(
            project,
            caller,
            spec.featureService(),
            resolver.glance(project, spec).versions(),
            change.force(),
            change.reason());
    return inTransaction(() -> {
      List<RegisteredModel> held = resolver.hold(project, spec);
      long routing = store.nextRoutingRevision();
      Optional<Deployment> current = store.find(project, checked);
      expect(current, change.expectedRevision(), checked);
      Resolved resolved = resolver.resolve(project, spec, held);
      promotion.checkAgain(project, spec, resolved);
      return current.isEmpty()
          ? create(project, caller, checked, change, spec, resolved, gate, routing)
          : revise(current.get(), caller, change, spec, resolved, gate, routing);
    });
  }

  private Deployment create(
      Project project,
      Caller caller,
      String name,
      Change change,
      DeploymentSpec spec,
      Resolved resolved,
      GateVerdict gate,
      long routing) {
    Instant now = now();
    var deployment =
        new Deployment(
            project,
            UUID.randomUUID(),
            name,
            Boolean.TRUE.equals(change.isDefault()),
            1,
            routing,
            now,
            caller.name(),
            now,
            spec,
            resolved);
    if (deployment.isDefault()) {
      yieldDefault(deployment, caller, routing);
    }
    store.insert(deployment);
    store.addRevision(
        deployment,
        new DeploymentRevision(1, spec, now, caller.name(), change.reason(), null, gate));
    return resolutions.add(deployment, "created", caller, change.reason());
  }

  private Deployment revise(
      Deployment current,
      Caller caller,
      Change change,
      DeploymentSpec spec,
      Resolved resolved,
      GateVerdict gate,
      long routing) {
    boolean isDefault = change.isDefault() == null ? current.isDefault() : change.isDefault();
    boolean sameSpec = spec.equals(current.spec());
    if (sameSpec && isDefault == current.isDefault() && resolved.equals(current.resolved())) {
      return current;
    }
    int revision = sameSpec ? current.revision() : current.revision() + 1;
    Deployment next = Steps.of(current, isDefault, revision, routing, now(), spec, resolved);
    if (isDefault && !current.isDefault()) {
      yieldDefault(next, caller, routing);
    }
    if (!sameSpec) {
      store.addRevision(
          next,
          new DeploymentRevision(
              revision, spec, next.updatedAt(), caller.name(), change.reason(), null, gate));
    }
    store.update(next);
    return resolutions.add(next, sameSpec ? "default" : "changed", caller, change.reason());
  }

  /** There is one default: the former one gives way in the same transaction. */
  private void yieldDefault(Deployment to, Caller caller, long routing) {
    Optional<Deployment> former = store.defaultOf(to.project());
    if (former.isPresent() && !former.get().id().equals(to.id())) {
      Deployment f = former.get();
      Deployment yielded = Steps.of(f, false, f.revision(), routing, now(), f.spec(), f.resolved());
      store.update(yielded);
      resolutions.add(yielded, "default", caller, "'" + to.name() + "' became the default");
    }
  }

  public void delete(
      Project project, Caller caller, @Nullable String name, @Nullable String reason) {
    Names.optionalText("reason", reason);
    String checked = checkName(name);
    transaction.executeWithoutResult(_ -> {
      long routing = store.nextRoutingRevision();
      Deployment current = store.find(project, checked).orElseThrow(() -> notFound(checked));
      Deployment last =
          Steps.of(
              current,
              current.isDefault(),
              current.revision(),
              routing,
              now(),
              current.spec(),
              current.resolved());
      store.update(last);
      store.delete(last, last.updatedAt());
      events.deleted(last, caller.name(), reason);
    });
  }

  private DeploymentSpec.Target target(Project project, SpecDraft.VersionDraft draft) {
    String name = Names.model(draft.model());
    RegisteredModel model =
        models
            .find(project, name)
            .orElseThrow(() ->
                ThermoclineException.notFound(
                    "There is no model '" + Names.printable(name) + "' to deploy."));
    VersionRef ref = VersionRef.parse(draft.version());
    if (ref instanceof VersionRef.ByAlias(String alias)) {
      return new DeploymentSpec.Target(model.id(), alias, null);
    }
    ModelVersion version =
        versions
            .find(project, name, ref)
            .orElseThrow(() ->
                ThermoclineException.notFound(
                    "The model '" + name + "' has no version " + ref.text() + " to deploy."));
    return new DeploymentSpec.Target(model.id(), null, version.number());
  }

  private static void expect(
      Optional<Deployment> current, @Nullable Integer expected, String name) {
    int revision = current.map(Deployment::revision).orElse(0);
    if (expected == null || expected == revision) {
      return;
    }
    if (expected == 0) {
      throw new ThermoclineException(
          ErrorKind.ALREADY_EXISTS,
          "A deployment '" + name + "' exists. Change it with PUT, or choose another name.");
    }
    throw new ThermoclineException(
        ErrorKind.PRECONDITION_FAILED,
        "The deployment '"
            + name
            + "' is at revision "
            + revision
            + ", not "
            + expected
            + ". Read it again before you change it.");
  }

  private Deployment inTransaction(Supplier<Deployment> change) {
    Deployment changed = transaction.execute(_ -> change.get());
    return Objects.requireNonNull(changed);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  static ThermoclineException notFound(String name) {
    return ThermoclineException.notFound(
        "There is no deployment '" + name + "'. List them at /api/v1/deployments.");
  }
}
