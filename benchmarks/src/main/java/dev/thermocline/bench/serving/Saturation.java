package dev.thermocline.bench.serving;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.load.HttpRequest;
import dev.thermocline.bench.load.Load;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

/**
 * How much is still answered in time when four times as much is asked as can be answered. Callers
 * of the open loop give up after a second; an answer after that is none.
 */
final class Saturation {
  private static final int CLIENTS = 32;
  private static final int CONNECTIONS = 1_000;
  private static final int TIMES = 4;

  /** In milliseconds, as the requests say it too. */
  static final int PATIENCE = 1_000;

  private final LongFunction<HttpRequest> requests;
  private double peak;

  Saturation(LongFunction<HttpRequest> requests) {
    this.requests = requests;
  }

  Contest contest(String name) {
    return new Contest(name, List.of(new Peak(), new Beyond()));
  }

  private final class Peak implements Contender {
    @Override
    public String name() {
      return "peak";
    }

    @Override
    public Measured measure(Duration length) {
      Measured measured = new Load(CLIENTS, requests).closed(length);
      peak = measured.amount();
      return measured;
    }
  }

  private final class Beyond implements Contender {
    @Override
    public String name() {
      return "at 4 times it";
    }

    @Override
    public Measured measure(Duration length) {
      return new Load(CONNECTIONS, requests)
          .open(length, TIMES * peak, Duration.ofMillis(PATIENCE));
    }
  }
}
