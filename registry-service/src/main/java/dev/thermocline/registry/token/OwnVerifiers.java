package dev.thermocline.registry.token;

import dev.thermocline.kit.access.VerifierSource;
import dev.thermocline.kit.access.Verifiers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * The registry's own look at its tokens. It is held in memory, so that a request costs no question
 * to the database, and a change by any replica is seen within a fifth of a second.
 */
@Service
public class OwnVerifiers implements VerifierSource, SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(OwnVerifiers.class);
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final TokenStore store;
  private final FirstTokens first;
  private final Clock clock;
  private final AtomicReference<Verifiers> current = new AtomicReference<>(Verifiers.NONE);
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private boolean failing;

  public OwnVerifiers(TokenStore store, FirstTokens first, Clock clock) {
    this.store = store;
    this.first = first;
    this.clock = clock;
  }

  @Override
  public Verifiers current() {
    return current.get();
  }

  /** Looks again now, for whoever just changed something. */
  public synchronized void look() {
    Verifiers known = current.get();
    current.set(
        store.revision() == known.revision()
            ? known.confirmed(clock.instant())
            : store.verifiers(clock.instant()));
  }

  @Override
  public void start() {
    first.make();
    look();
    CountDownLatch stop = new CountDownLatch(1);
    stopped = stop;
    Thread.ofVirtual().name("token-look").start(() -> work(stop));
  }

  private void work(CountDownLatch stop) {
    try {
      while (!stop.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
          failing = false;
        } catch (RuntimeException e) {
          if (!failing) {
            log.atWarn().setCause(e).log("The tokens cannot be read; those known stay valid");
          }
          failing = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }

  /** Before the door opens: the web server starts in a late phase. */
  @Override
  public int getPhase() {
    return 0;
  }
}
