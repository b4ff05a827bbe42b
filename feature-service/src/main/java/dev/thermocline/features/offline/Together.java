package dev.thermocline.features.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Waits for several things at once, no more than a bound of them. */
final class Together {
  private Together() {}

  /** The results in the order of the tasks; the first failure, once all have ended. */
  static <T> List<T> all(List<Callable<T>> tasks, int atOnce) {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().name("together-", 0).factory())) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
