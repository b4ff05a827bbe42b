package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the stream brings into Parquet when more is in the topic than it can take. The last rows
 * wait for company, by design, so the clock stops when nine in ten are in files that Postgres
 * names.
 */
record IntoFiles(Stage stage, int rows) implements Contender {
  private static final Pattern FILED =
      Pattern.compile(
          "(?m)^thermocline_features_stream_filed_total\\{[^}]*loop=\"rows\"[^}]*\\} (\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int SENSORS = 10_000;

  @Override
  public String name() {
    return "thermocline";
  }

  @Override
  public Measured measure(Duration length) {
    try (PushLog log = new PushLog()) {
      long before = filed();
      long start = System.nanoTime();
      for (long n = 0; n < rows; n++) {
        log.send(n % SENSORS, n);
      }
      if (log.refused() > 0) {
        throw new IllegalStateException("Kafka refused rows");
      }
      long now = filed();
      while (now - before < rows * 9L / 10) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new IllegalStateException(
              "only %d of %d rows came into files".formatted(now - before, rows));
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        now = filed();
      }
      return Measured.once(Duration.ofNanos(System.nanoTime() - start), now - before);
    }
  }

  private long filed() {
    Matcher found = FILED.matcher(stage.text("/actuator/prometheus"));
    return found.find() ? (long) Double.parseDouble(found.group(1)) : 0;
  }
}
