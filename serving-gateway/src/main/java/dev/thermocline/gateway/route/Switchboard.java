package dev.thermocline.gateway.route;

import dev.thermocline.gateway.runtime.ModelShelf;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns routing tables into served deployments. A deployment moves to its new revision when the
 * models of that revision are loaded and warm, by itself and at once; until then, and if they fail
 * to load, the former revision answers.
 */
public final class Switchboard {
  private static final Logger log = LoggerFactory.getLogger(Switchboard.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  private final ModelShelf shelf;
  private final Consumer<Deployment> preparation;
  private final Map<Deployment.Key, ServedDeployment> served = new ConcurrentHashMap<>();
  private final Map<Deployment.Key, Target> targets = new HashMap<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private long revision = -1;
  private volatile long settledRevision = -1;

  /** What a deployment should become; failed is why it did not. */
  private static final class Target {
    final Deployment deployment;
    boolean done;
    @Nullable String failure;
    long triedAt;

    Target(Deployment deployment) {
      this.deployment = deployment;
    }
  }

  /**
   * Serves from a shelf.
   *
   * @param preparation runs before a deployment's models are loaded; what it throws counts as a
   *     failure to load
   */
  public Switchboard(ModelShelf shelf, Consumer<Deployment> preparation) {
    this.shelf = shelf;
    this.preparation = preparation;
  }

  /** Runs after each switch, on the thread that made it. Register before the first table. */
  public void onSwitch(Runnable listener) {
    listeners.add(listener);
  }

  /** Begins to serve this table; returns at once. Tables come in the order in which they hold. */
  public synchronized void apply(RoutingTable table) {
    revision = table.revision();
    Map<Deployment.Key, Deployment> wanted =
        table.deployments().stream().collect(Collectors.toMap(Deployment::key, d -> d));
    removeAllBut(wanted.keySet());
    wanted.forEach((key, deployment) -> {
      Target known = targets.get(key);
      if (known == null || !known.deployment.equals(deployment)) {
        Target target = new Target(deployment);
        targets.put(key, target);
        begin(target);
      }
    });
    settle();
  }

  private void removeAllBut(Set<Deployment.Key> wanted) {
    targets.keySet().removeIf(key -> !wanted.contains(key));
    for (Deployment.Key key : List.copyOf(served.keySet())) {
      if (!wanted.contains(key)) {
        ServedDeployment gone = served.remove(key);
        if (gone != null) {
          gone.retire();
          log.info("deployment removed name={} project={}", key.name(), key.project().name());
        }
      }
    }
  }

  private void begin(Target target) {
    target.triedAt = System.nanoTime();
    Thread.ofVirtual().name("load-" + target.deployment.name()).start(() -> load(target));
  }

  private void load(Target target) {
    ServedDeployment loaded = null;
    String failure = null;
    try {
      preparation.accept(target.deployment);
      loaded = ServedDeployment.load(target.deployment, shelf);
    } catch (ThermoclineException known) {
      failure = known.getMessage();
    } catch (RuntimeException | Error unknown) {
      log.error("deployment failed to load name={}", target.deployment.name(), unknown);
      failure = "an unexpected failure while loading; the gateway's log has it";
    }
    finish(target, loaded, failure);
    listeners.forEach(Runnable::run);
  }

  private synchronized void finish(
      Target target, @Nullable ServedDeployment loaded, @Nullable String failure) {
    Deployment deployment = target.deployment;
    boolean superseded = targets.get(deployment.key()) != target;
    if (loaded != null && superseded) {
      loaded.retire();
    } else if (loaded != null) {
      ServedDeployment former = served.put(deployment.key(), loaded);
      target.done = true;
      target.failure = null;
      if (former != null) {
        former.retire();
      }
      log.info(
          "deployment served name={} project={} revision={} routingRevision={}",
          deployment.name(),
          deployment.project().name(),
          deployment.revision(),
          deployment.routingRevision());
    } else if (!superseded) {
      if (!Objects.equals(target.failure, failure)) {
        log.warn("deployment not switched name={} reason={}", deployment.name(), failure);
      }
      target.failure = failure;
    }
    settle();
  }

  /** The table counts as served when each of its deployments has switched or has failed to. */
  private void settle() {
    if (targets.values().stream().allMatch(t -> t.done || t.failure != null)) {
      settledRevision = revision;
    }
  }

  /** Tries again what failed, not more often than makes sense. */
  public synchronized void retryFailures() {
    for (Target target : targets.values()) {
      boolean rested = System.nanoTime() - target.triedAt > BETWEEN_TRIES.toNanos();
      if (target.failure != null && !target.done && rested) {
        begin(target);
      }
    }
  }

  /** The newest table that is served whole, except for the failures; -1 before the first. */
  public long servedRevision() {
    return settledRevision;
  }

  public synchronized List<Registry.Failure> failures() {
    List<Registry.Failure> failures = new ArrayList<>();
    targets.forEach((key, target) -> {
      if (target.failure != null && !target.done) {
        failures.add(new Registry.Failure(key, target.failure));
      }
    });
    return failures;
  }

  /** Why this deployment is not served, when it is known and failed to load. */
  synchronized @Nullable String failureOf(Deployment.Key key) {
    Target target = targets.get(key);
    return target == null ? null : target.done ? null : String.valueOf(target.failure);
  }

  @Nullable ServedDeployment find(Deployment.Key key) {
    return served.get(key);
  }

  Iterable<ServedDeployment> all() {
    return served.values();
  }

  /** Lets go of all models, when the process ends. */
  public synchronized void close() {
    served.values().forEach(ServedDeployment::retire);
    served.clear();
    targets.clear();
  }
}
