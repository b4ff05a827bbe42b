package dev.thermocline.gateway.cache;

import dev.thermocline.gateway.route.Deployment;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.Tensor;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Answers of the last minutes. One is given only when it was computed from the very rows that the
 * asking request has read itself, and while none of them has become too old since.
 */
public final class PredictionCache {
  private static final int GENERATION_BYTES = 16;
  private static final Duration CLEARING = Duration.ofSeconds(3);

  private final AnswerStore store;
  private final Duration budget;
  private final CacheMeters meters;
  private final Clock clock;
  private final CacheHealth health = new CacheHealth(System::nanoTime);
  private final Flights flights = new Flights();
  private final Map<Deployment.Key, DeploymentCache> deployments = new ConcurrentHashMap<>();

  /**
   * Uses a store.
   *
   * @param budget how long one look may hold a request up
   */
  public PredictionCache(AnswerStore store, Duration budget, CacheMeters meters, Clock clock) {
    this.store = store;
    this.budget = budget;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * Begins to read the entries of a request, or says that the cache stays out of it. The answer is
   * collected later, so that the features are read at the same time.
   *
   * @param parts how many parts of the request are answered each for itself
   * @param keys one for each part; asked for only when they are needed
   */
  public Look look(
      Deployment deployment,
      int parts,
      Supplier<List<byte[]>> keys,
      boolean mayRead,
      boolean mayWrite,
      Deadline deadline) {
    DeploymentCache of = of(deployment);
    Deployment.CachePolicy policy = deployment.cache();
    boolean wanted = policy.enabled() && policy.deterministic() && (mayRead || mayWrite);
    // Whoever allows superseded answers wants them to be there when the model fails.
    boolean needed = !policy.allowStaleFor().isZero();
    if (!wanted || !(needed || of.pays.isWorthALook())) {
      of.bypassed.increment();
      return Look.none(this, of, policy, parts);
    }
    List<byte[]> wantedKeys = keys.get();
    if (!health.mayAsk()) {
      // Without the store equal questions at the same time still share one call of the model.
      return new Look(this, of, policy, wantedKeys, mayRead, false, false, deadline);
    }
    return new Look(this, of, policy, wantedKeys, mayRead, mayWrite, true, deadline);
  }

  CompletionStage<AnswerStore.Read> read(String space, List<byte[]> keys) {
    return store.read(space, keys);
  }

  private DeploymentCache of(Deployment deployment) {
    return deployments.computeIfAbsent(
        deployment.key(),
        key -> {
          DeploymentCache fresh = new DeploymentCache(key.project().name() + "/" + key.name());
          meters.watch(fresh, key.project().name(), key.name());
          return fresh;
        });
  }

  Flights flights() {
    return flights;
  }

  long nowMillis() {
    return clock.millis();
  }

  CacheHealth health() {
    return health;
  }

  Duration budget(Deadline deadline) {
    Duration share = deadline.left().dividedBy(4);
    return share.compareTo(budget) < 0 ? share : budget;
  }

  /** The generation of a space that had none; null when the store does not say in time. */
  byte[] generation(String space) throws ExecutionException, TimeoutException {
    byte[] fresh = new byte[GENERATION_BYTES];
    ThreadLocalRandom.current().nextBytes(fresh);
    try {
      return store
          .generation(space, fresh)
          .toCompletableFuture()
          .get(budget.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ExecutionException(interrupted);
    }
  }

  /** Keeps an answer; nobody waits for it, and a failure is only counted. */
  void keep(DeploymentCache of, byte[] generation, byte[] key, Entry entry, Duration keptFor) {
    // Up to a tenth shorter, so that what was written together does not end together.
    long millis = keptFor.toMillis();
    long jittered = millis - ThreadLocalRandom.current().nextLong(millis / 10 + 1);
    if (jittered <= 0) {
      return;
    }
    store
        .write(of.space, key, entry.write(generation), Duration.ofMillis(jittered))
        .whenComplete((_, failure) -> {
          if (failure != null) {
            of.failures.increment();
          }
        });
  }

  /** Makes everything that was kept of a deployment count for nothing, in every gateway. */
  public void clear(Deployment deployment) {
    flights.forget();
    byte[] fresh = new byte[GENERATION_BYTES];
    ThreadLocalRandom.current().nextBytes(fresh);
    try {
      store
          .replaceGeneration(of(deployment).space, fresh)
          .toCompletableFuture()
          .get(CLEARING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException failure) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The cache cannot be reached, so that nothing was cleared; try again.",
          failure);
    }
  }

  /** What it holds of a deployment and how it decides about it. */
  public Map<String, Object> describe(Deployment deployment) {
    DeploymentCache of = of(deployment);
    Deployment.CachePolicy policy = deployment.cache();
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("deployment", deployment.name());
    description.put("enabled", policy.enabled() && policy.deterministic());
    description.put("ttl", policy.ttl().toString());
    description.put("rowsIndependent", policy.rowsIndependent());
    description.put("store", health.isWell() ? "up" : "down");
    description.put("standsAside", of.pays.isAside());
    description.put("because", of.pays.reason());
    description.put("counters", of.counters());
    return description;
  }

  /** An answer of the model for some parts, in their order: a list of outputs for each. */
  public interface Model {
    List<List<Tensor>> run(int[] parts);
  }
}
