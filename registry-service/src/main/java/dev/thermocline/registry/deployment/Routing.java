package dev.thermocline.registry.deployment;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.model.ModelVersion;
import dev.thermocline.registry.model.VersionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What gateways serve: the table that they fetch, and their reports about it. */
@Service
public class Routing {
  /** After this long without a report a gateway no longer counts. */
  static final Duration ALIVE = Duration.ofSeconds(10);

  /** Any replica of this service may hear a report, so all of them look at what is stored. */
  private static final Duration GLANCE = Duration.ofMillis(50);

  private static final int MOST_FAILURES = 1_000;

  private final DeploymentStore store;
  private final GatewayReports reports;
  private final VersionStore versions;
  private final Clock clock;

  Routing(DeploymentStore store, GatewayReports reports, VersionStore versions, Clock clock) {
    this.store = store;
    this.reports = reports;
    this.versions = versions;
    this.clock = clock;
  }

  public long revision() {
    return store.routingRevision();
  }

  /**
   * The table as of now.
   *
   * @param routingRevision at least what the deployments carry
   */
  public record Table(
      long routingRevision, List<Deployment> deployments, Map<VersionKey, ModelVersion> versions) {}

  public record VersionKey(UUID modelId, int number) {}

  /** The revision is read first: a change in between is fetched twice rather than missed. */
  public Table table() {
    long revision = store.routingRevision();
    List<Deployment> deployments = store.all();
    return new Table(revision, deployments, versionsOf(deployments));
  }

  /** The versions that these deployments serve. */
  public Map<VersionKey, ModelVersion> versionsOf(List<Deployment> deployments) {
    Map<Project, Map<UUID, List<Integer>>> wanted = new HashMap<>();
    for (Deployment deployment : deployments) {
      for (Resolved.Version version : deployment.resolved().versions()) {
        wanted
            .computeIfAbsent(deployment.project(), _ -> new HashMap<>())
            .computeIfAbsent(version.modelId(), _ -> new ArrayList<>())
            .add(version.number());
      }
    }
    Map<VersionKey, ModelVersion> found = new HashMap<>();
    wanted.forEach((project, numbers) ->
        versions
            .findAll(project, numbers)
            .forEach(v -> found.put(new VersionKey(v.modelId(), v.number()), v)));
    return found;
  }

  public void report(
      @Nullable String gateway, long routingRevision, List<GatewayReport.Failure> failures) {
    if (gateway == null || !gateway.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")) {
      throw ThermoclineException.invalid(
          "A gateway's id has 1 to 128 of A-Z, a-z, 0-9, '.', '_', ':' and '-'.");
    }
    if (routingRevision < 0 || failures.size() > MOST_FAILURES) {
      throw ThermoclineException.invalid(
          "A report has a routingRevision of 0 or more and at most 1000 failures.");
    }
    reports.report(new GatewayReport(gateway, routingRevision, failures, clock.instant()));
  }

  /** Gateways that reported a short while ago. */
  public List<GatewayReport> gateways() {
    return reports.reportsSince(clock.instant().minus(ALIVE));
  }

  /**
   * How far a routing revision got.
   *
   * @param complete whether every live gateway serves it, and there is one
   * @param serving ids of gateways that do
   * @param waiting ids of live gateways that do not yet
   * @param failures of gateways that fetched it and cannot serve this deployment, with the reason
   */
  public record Served(
      boolean complete,
      long routingRevision,
      List<String> serving,
      List<String> waiting,
      Map<String, String> failures) {}

  /** Waits until every live gateway serves the deployment's routing revision, or so long. */
  public Served awaitServed(Deployment deployment, Duration longest) {
    Instant until = clock.instant().plus(longest);
    Served served = served(deployment);
    while (!served.complete() && !hopeless(served) && clock.instant().isBefore(until)) {
      LockSupport.parkNanos(GLANCE.toNanos());
      served = served(deployment);
    }
    return served;
  }

  /** Nobody is there, or all that are there have tried. */
  private static boolean hopeless(Served served) {
    return served.waiting().isEmpty();
  }

  private Served served(Deployment deployment) {
    List<String> serving = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    Map<String, String> failures = new HashMap<>();
    for (GatewayReport report : gateways()) {
      if (report.routingRevision() < deployment.routingRevision()) {
        waiting.add(report.gateway());
        continue;
      }
      String failure = failure(report, deployment);
      if (failure == null) {
        serving.add(report.gateway());
      } else {
        failures.put(report.gateway(), failure);
      }
    }
    boolean complete = waiting.isEmpty() && failures.isEmpty() && !serving.isEmpty();
    return new Served(complete, deployment.routingRevision(), serving, waiting, failures);
  }

  private static @Nullable String failure(GatewayReport report, Deployment deployment) {
    String qualified = deployment.project().name() + "/" + deployment.name();
    for (GatewayReport.Failure failure : report.failures()) {
      if (failure.deployment().equals(deployment.name())
          || failure.deployment().equals(qualified)) {
        return failure.reason();
      }
    }
    return null;
  }
}
