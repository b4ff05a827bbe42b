package dev.thermocline.bench.suite;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.Contest;
import dev.thermocline.bench.Suite;
import dev.thermocline.bench.Target;
import dev.thermocline.bench.load.Measured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * How long a start of the whole platform takes, what it holds when nobody asks for anything, and
 * what lies on disk for each service. Not in quick runs: each start takes a quarter of a minute.
 */
public final class Startup implements Suite {
  private static final Duration UNTIL_IDLE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public List<Contest> prepare(Target target, Scale scale) {
    if (scale == Scale.QUICK) {
      return List.of();
    }
    OwnPlatform own = new OwnPlatform();
    own.up();
    // The first stop prepares the starts after it.
    own.down();
    own.up();
    LockSupport.parkNanos(UNTIL_IDLE.toNanos());
    Map<String, Long> parts = Pss.ofParts(own.home());
    own.down();
    Runtime.getRuntime().addShutdownHook(new Thread(own::reset));
    List<Contest> contests = new ArrayList<>();
    contests.add(contest("up, until everything is ready", " s", () -> secondsOfStart(own)));
    long all = parts.values().stream().mapToLong(Long::longValue).sum();
    contests.add(contest("memory of everything, idle (PSS)", " MB", () -> all / 1e6));
    parts.forEach((part, bytes) ->
        contests.add(contest("memory of " + part + ", idle (PSS)", " MB", () -> bytes / 1e6)));
    for (String service : List.of("registry", "features", "gateway")) {
      Path folder = Path.of(".thermocline", "services", service);
      contests.add(contest("jars of " + service + " on disk", " MB", () -> megabytes(folder)));
    }
    return contests;
  }

  private static double secondsOfStart(OwnPlatform own) {
    Duration took = own.up();
    own.down();
    return took.toMillis() / 1e3;
  }

  private static double megabytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
              .filter(file -> file.toString().endsWith(".jar"))
              .mapToLong(file -> file.toFile().length())
              .sum()
          / 1e6;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Contest contest(String name, String unit, DoubleSupplier amount) {
    return new Contest(name, List.of(amount(amount)), unit);
  }

  private static Contender amount(DoubleSupplier amount) {
    return new Contender() {
      @Override
      public String name() {
        return "thermocline";
      }

      @Override
      public Measured measure(Duration length) {
        return Measured.bytes(Math.round(amount.getAsDouble() * 1000), 1000);
      }
    };
  }
}
