package dev.thermocline.bench;

import dev.thermocline.bench.load.HttpRequest;
import dev.thermocline.bench.load.Load;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.function.LongFunction;

/**
 * A closed loop over HTTP.
 *
 * @param acknowledgeAtOnce whether each part of an answer is acknowledged when it comes; some
 *     servers wait for that
 */
public record HttpContender(
    String name, int clients, boolean acknowledgeAtOnce, LongFunction<HttpRequest> requests)
    implements Contender {
  private static final double NOTICEABLE = 1.05;

  /** Windows that may bring nothing before the work counts as warm. */
  private static final int PATIENCE = 2;

  /** One client alone would be minutes in making a server compile what it runs. */
  private static final int WARMERS = 8;

  public HttpContender(String name, int clients, LongFunction<HttpRequest> requests) {
    this(name, clients, true, requests);
  }

  /** A server that compiles itself as it runs takes a minute under load until it has done so. */
  @Override
  public void warmUp(Duration window, int most) {
    Load load = load(Math.max(clients, WARMERS));
    double best = 0;
    int inVain = 0;
    for (int i = 0; i < most && inVain < PATIENCE; i++) {
      double amount = load.closed(window).amount();
      inVain = amount > best * NOTICEABLE ? 0 : inVain + 1;
      best = Math.max(best, amount);
    }
  }

  @Override
  public Measured measure(Duration length) {
    return load(clients).closed(length);
  }

  private Load load(int connections) {
    return new Load(connections, acknowledgeAtOnce, requests);
  }
}
