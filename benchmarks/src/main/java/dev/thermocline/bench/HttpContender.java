package dev.thermocline.bench;

import dev.thermocline.bench.load.HttpRequest;
import dev.thermocline.bench.load.Load;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.function.LongFunction;

/** A closed loop over HTTP. */
public record HttpContender(String name, int clients, LongFunction<HttpRequest> requests)
    implements Contender {
  @Override
  public Measured measure(Duration length) {
    return new Load(clients, requests).closed(length);
  }
}
