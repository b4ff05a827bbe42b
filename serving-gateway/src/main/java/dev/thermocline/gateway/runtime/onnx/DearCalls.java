package dev.thermocline.gateway.runtime.onnx;

import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Platform threads for calls that would hold a carrier of virtual threads for long. As many as
 * there are processors, with a short queue: more would only wait for each other.
 */
final class DearCalls implements AutoCloseable {
  private static final int QUEUED_PER_THREAD = 32;
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final ThreadPoolExecutor threads;

  // Where the system heeds it, whoever takes in, answers or refuses a request goes before the
  // models, which would otherwise keep them waiting just when there is too much of everything.
  @SuppressWarnings("ThreadPriorityCheck")
  DearCalls(int processors) {
    threads =
        new ThreadPoolExecutor(
            processors,
            processors,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(processors * QUEUED_PER_THREAD),
            Thread.ofPlatform().name("model-", 0).priority(Thread.MIN_PRIORITY).daemon().factory());
  }

  <T> T call(Callable<T> work, Deadline deadline, Runnable abandon) throws Exception {
    Future<T> future;
    try {
      future = threads.submit(work);
    } catch (RejectedExecutionException full) {
      throw new ThermoclineException(
          ErrorKind.TOO_MANY_REQUESTS,
          "More calls of this model wait than can be answered soon; try again in a second.",
          full);
    }
    try {
      return future.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException givenUp) {
      future.cancel(false);
      abandon.run();
      if (givenUp instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw deadline.exceeded("the model had answered");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failure;
    }
  }

  /** Waits for calls that nobody else waits for, so that what they use can be closed after it. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
