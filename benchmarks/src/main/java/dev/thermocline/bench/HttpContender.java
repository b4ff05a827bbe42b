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
  public HttpContender(String name, int clients, LongFunction<HttpRequest> requests) {
    this(name, clients, true, requests);
  }

  @Override
  public Measured measure(Duration length) {
    return new Load(clients, acknowledgeAtOnce, requests).closed(length);
  }
}
