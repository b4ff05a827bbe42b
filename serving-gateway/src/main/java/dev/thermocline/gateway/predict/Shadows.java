package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.route.Routes;
import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.gateway.runtime.LoadedModel;
import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.gateway.runtime.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of requests for models that are tried out. They run after the caller has its answer, few
 * at a time; what does not fit is left out and counted.
 */
final class Shadows {
  private static final Logger log = LoggerFactory.getLogger(Shadows.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int AT_ONCE = 4;

  private final Semaphore room = new Semaphore(AT_ONCE);
  private final LongAdder dropped = new LongAdder();

  void follow(
      Routes.Route route, Supplier<Batch> batch, BiConsumer<ModelVersion, List<Tensor>> answered) {
    if (route.shadow() == null) {
      return;
    }
    if (!room.tryAcquire()) {
      dropped.increment();
      return;
    }
    Routes.Route held = route.again();
    if (held == null) {
      room.release();
      return;
    }
    Thread.ofVirtual().name("shadow").start(() -> run(held, batch, answered));
  }

  private void run(
      Routes.Route route, Supplier<Batch> batch, BiConsumer<ModelVersion, List<Tensor>> answered) {
    try (route) {
      LoadedModel shadow = route.shadow();
      ModelVersion version = route.deployment().shadow();
      if (shadow != null && version != null) {
        answered.accept(version, shadow.run(batch.get(), Deadline.in(PATIENCE)));
      }
    } catch (RuntimeException failure) {
      log.debug("shadow failed reason={}", failure.toString());
    } finally {
      room.release();
    }
  }

  long dropped() {
    return dropped.sum();
  }
}
