package dev.thermocline.registry.deployment;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.RegisteredModel;
import dev.thermocline.registry.model.VersionUsers;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps deployments in step with the aliases that they follow, and what they serve in place. */
@Component
class ServingVersions implements VersionUsers {
  private final DeploymentStore store;
  private final Promotion promotion;
  private final Resolver resolver;
  private final Resolutions resolutions;
  private final Clock clock;

  ServingVersions(
      DeploymentStore store,
      Promotion promotion,
      Resolver resolver,
      Resolutions resolutions,
      Clock clock) {
    this.store = store;
    this.promotion = promotion;
    this.resolver = resolver;
    this.resolutions = resolutions;
    this.clock = clock;
  }

  @Override
  public void beforeAliasMoves(
      RegisteredModel model,
      String alias,
      ModelVersion to,
      Caller by,
      boolean force,
      @Nullable String reason) {
    List<Deployment> followers = store.using(model.project(), model.id(), alias, null);
    if (followers.isEmpty()) {
      return;
    }
    if (!by.role().covers(Role.DEPLOYER)) {
      throw new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "The alias '"
              + alias
              + "' decides what "
              + names(followers)
              + " serves, so moving it needs the role deployer; '"
              + by.name()
              + "' has "
              + by.role().name().toLowerCase(Locale.ROOT)
              + ".");
    }
    List<Resolved.Version> wanted = List.of(new Resolved.Version(model.id(), alias, to.number()));
    for (Deployment follower : followers) {
      promotion.judge(model.project(), by, follower.spec().featureService(), wanted, force, reason);
    }
  }

  @Override
  public void aliasMoved(
      RegisteredModel model, String alias, ModelVersion to, Caller by, @Nullable String reason) {
    List<Deployment> followers = store.using(model.project(), model.id(), alias, null);
    if (followers.isEmpty()) {
      return;
    }
    RegisteredModel moved = model.withAlias(alias, to.number());
    long routing = store.nextRoutingRevision();
    for (Deployment follower : store.using(model.project(), model.id(), alias, null)) {
      Resolved resolved = resolveAgain(follower, moved);
      promotion.checkAgain(follower.project(), follower.spec(), resolved);
      step(follower, resolved, routing, "alias-moved", by, reason);
    }
  }

  /** Other models of the spec stay where they were: only this alias has moved. */
  private Resolved resolveAgain(Deployment follower, RegisteredModel moved) {
    Resolved before = follower.resolved();
    List<Resolved.Arm> arms =
        before.arms().stream()
            .map(arm -> new Resolved.Arm(arm.weight(), moved(arm.version(), moved)))
            .toList();
    Resolved.Version shadow = before.shadow() == null ? null : moved(before.shadow(), moved);
    Resolved resolved = new Resolved(arms, shadow);
    resolver.check(follower.project(), resolved, moved);
    return resolved;
  }

  private static Resolved.Version moved(Resolved.Version version, RegisteredModel model) {
    String alias = version.alias();
    if (alias == null || !version.modelId().equals(model.id())) {
      return version;
    }
    Integer number = model.aliases().get(alias);
    return number == null ? version : new Resolved.Version(model.id(), alias, number);
  }

  private void step(
      Deployment deployment,
      Resolved resolved,
      long routing,
      String cause,
      Caller by,
      @Nullable String reason) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Deployment next =
        Steps.of(
            deployment,
            deployment.isDefault(),
            deployment.revision(),
            routing,
            now,
            deployment.spec(),
            resolved);
    store.update(next);
    resolutions.add(next, cause, by, reason);
  }

  @Override
  public void aliasLeaves(RegisteredModel model, String alias) {
    refuseWhileServed(
        store.using(model.project(), model.id(), alias, null), "The alias '" + alias + "'");
  }

  @Override
  public void versionLeaves(RegisteredModel model, ModelVersion version) {
    refuseWhileServed(
        store.using(model.project(), model.id(), null, version.number()),
        "The version " + version.display());
  }

  @Override
  public void modelLeaves(RegisteredModel model) {
    refuseWhileServed(
        store.using(model.project(), model.id(), null, null), "The model '" + model.name() + "'");
  }

  @Override
  public void renamed(RegisteredModel model, Caller by) {
    List<Deployment> users = store.using(model.project(), model.id(), null, null);
    if (users.isEmpty()) {
      return;
    }
    long routing = store.nextRoutingRevision();
    for (Deployment user : store.using(model.project(), model.id(), null, null)) {
      step(user, user.resolved(), routing, "renamed", by, null);
    }
  }

  private static void refuseWhileServed(List<Deployment> users, String what) {
    if (!users.isEmpty()) {
      throw ThermoclineException.invalid(
          what
              + " is served by "
              + names(users)
              + " and cannot be taken away. Change that deployment first.");
    }
  }

  private static String names(List<Deployment> deployments) {
    return deployments.stream()
        .map(deployment -> "the deployment '" + deployment.name() + "'")
        .collect(Collectors.joining(", "));
  }
}
