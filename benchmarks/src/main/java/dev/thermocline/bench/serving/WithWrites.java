package dev.thermocline.bench.serving;

import dev.thermocline.bench.Contender;
import dev.thermocline.bench.load.HttpRequest;
import dev.thermocline.bench.load.Load;
import dev.thermocline.bench.load.Measured;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** A contender that is measured while so many writes come in a second. */
record WithWrites(Contender readers, int perSecond, LongFunction<HttpRequest> writes)
    implements Contender {
  private static final int CONNECTIONS = 4;

  @Override
  public String name() {
    return readers.name();
  }

  @Override
  public Measured measure(Duration length) {
    try (var writer = Executors.newSingleThreadExecutor()) {
      Future<Measured> written =
          writer.submit(() -> new Load(CONNECTIONS, writes).open(length, perSecond));
      Measured measured = readers.measure(length);
      long failed = written.get().failures();
      if (failed > 0) {
        throw new IllegalStateException(failed + " writes failed: " + written.get().others());
      }
      return measured;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the writes could not be sent", e.getCause());
    }
  }
}
