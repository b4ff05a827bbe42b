package dev.thermocline.kit.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the dependencies, not more often than every second however many ask about them. */
public final class HealthWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthWatch.class);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private record Round(Instant at, List<Readiness.Finding> findings) {}

  private final List<Dependency> dependencies;
  private final List<ReadinessGate> gates;
  private final Set<String> vital;
  private final Clock clock;
  private final AtomicReference<@Nullable Round> last = new AtomicReference<>();
  private final Set<String> ailing = ConcurrentHashMap.newKeySet();
  private final ReentrantLock asking = new ReentrantLock();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public HealthWatch(
      List<Dependency> dependencies, List<ReadinessGate> gates, List<Vital> vital, Clock clock) {
    this.dependencies = List.copyOf(dependencies);
    this.gates = List.copyOf(gates);
    this.vital = vital.stream().map(Vital::dependency).collect(Collectors.toUnmodifiableSet());
    this.clock = clock;
  }

  public Readiness readiness() {
    List<String> reasons = new ArrayList<>();
    gates.forEach(gate -> gate.closedBecause().ifPresent(reasons::add));
    List<Readiness.Finding> findings = findings();
    for (Readiness.Finding finding : findings) {
      if (!finding.up() && vital.contains(finding.name())) {
        reasons.add(finding.name() + " " + finding.detail() + ", and nothing works without it");
      }
    }
    return new Readiness(reasons, findings);
  }

  /** The names of what is asked. */
  public List<String> names() {
    return dependencies.stream().map(Dependency::name).toList();
  }

  /** What each dependency was like at most a second ago. */
  public List<Readiness.Finding> findings() {
    asking.lock();
    try {
      Round round = last.get();
      Instant now = clock.instant();
      if (round == null || round.at().plus(FRESH).isBefore(now)) {
        round = new Round(now, ask());
        last.set(round);
      }
      return round.findings();
    } finally {
      asking.unlock();
    }
  }

  private List<Readiness.Finding> ask() {
    List<Future<Readiness.Finding>> running = new ArrayList<>();
    for (Dependency dependency : dependencies) {
      running.add(threads.submit(() -> finding(dependency)));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Readiness.Finding> findings = new ArrayList<>();
    for (int i = 0; i < running.size(); i++) {
      findings.add(await(dependencies.get(i).name(), running.get(i), deadline));
    }
    return findings;
  }

  private Readiness.Finding finding(Dependency dependency) {
    try {
      dependency.check();
      ailing.remove(dependency.name());
      return new Readiness.Finding(dependency.name(), true, "");
    } catch (Exception e) {
      if (ailing.add(dependency.name())) {
        log.atWarn()
            .addKeyValue("dependency", dependency.name())
            .addKeyValue("failure", e.getClass().getName())
            .log("A dependency does not answer as it should");
      }
      return new Readiness.Finding(dependency.name(), false, Ailment.of(e));
    }
  }

  private static Readiness.Finding await(
      String name, Future<Readiness.Finding> running, long deadline) {
    try {
      return running.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
      return new Readiness.Finding(
          name, false, "gave no answer within " + PATIENCE.toSeconds() + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Readiness.Finding(name, false, "was not asked: this process is stopping");
    } catch (ExecutionException e) {
      return new Readiness.Finding(name, false, "could not be asked");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
