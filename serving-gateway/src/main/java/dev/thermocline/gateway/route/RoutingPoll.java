package dev.thermocline.gateway.route;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry: asks at intervals and at once after a hint, keeps what it gets, and tells
 * back what is served. When the registry is down, the last table goes on and says how old it is.
 */
public final class RoutingPoll implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RoutingPoll.class);
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);

  /** After this long without a word from the registry an answer says that it went by a copy. */
  private static final Duration COPY_AFTER = Duration.ofSeconds(10);

  private final Registry registry;
  private final RoutingCopy copy;
  private final Switchboard switchboard;
  private final String gateway;
  private final Duration interval;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hint = lock.newCondition();
  private boolean hinted;
  private boolean closed;
  private @Nullable String tag;
  private volatile Instant heardAt = Instant.EPOCH;
  private volatile boolean failing;

  public RoutingPoll(
      Registry registry,
      RoutingCopy copy,
      Switchboard switchboard,
      String gateway,
      Duration interval,
      Clock clock) {
    this.registry = registry;
    this.copy = copy;
    this.switchboard = switchboard;
    this.gateway = gateway;
    this.interval = interval;
    this.clock = clock;
  }

  /** Takes the copy on disk, then follows the registry on threads of its own. */
  public void start() {
    copy.find().ifPresent(switchboard::apply);
    switchboard.onSwitch(this::report);
    Thread.ofVirtual().name("routing-poll").start(() -> every(interval, this::ask));
    Thread.ofVirtual().name("routing-report").start(() -> every(BETWEEN_REPORTS, this::report));
  }

  /** Something may have changed: ask now. */
  public void hint() {
    lock.lock();
    try {
      hinted = true;
      hint.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void every(Duration pause, Runnable step) {
    boolean asks = pause.equals(interval);
    while (true) {
      step.run();
      lock.lock();
      try {
        long left = pause.toNanos();
        while (left > 0 && !closed && !(asks && hinted)) {
          left = hint.awaitNanos(left);
        }
        if (asks) {
          hinted = false;
        }
        if (closed) {
          return;
        }
      } catch (InterruptedException _) {
        return;
      } finally {
        lock.unlock();
      }
    }
  }

  private void ask() {
    try {
      Optional<Registry.Tagged> news = registry.routing(tag);
      if (news.isPresent()) {
        switchboard.apply(news.get().table());
        copy.keep(news.get());
        tag = news.get().tag();
      }
      heardAt = clock.instant();
      failing = false;
    } catch (IOException | RuntimeException failure) {
      if (!failing) {
        log.warn(
            "registry not heard reason={}; the last routing table goes on", failure.toString());
      }
      failing = true;
    }
    switchboard.retryFailures();
  }

  private void report() {
    if (switchboard.servedRevision() < 0) {
      return;
    }
    try {
      registry.report(
          new Registry.Report(gateway, switchboard.servedRevision(), switchboard.failures()));
    } catch (IOException | RuntimeException failure) {
      log.debug("report not taken reason={}", failure.toString());
    }
  }

  /** Since when answers go by a copy; empty while the registry is heard. */
  public Optional<Instant> routedByCopySince() {
    Instant heard = heardAt;
    return clock.instant().isAfter(heard.plus(COPY_AFTER)) ? Optional.of(heard) : Optional.empty();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      hint.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
