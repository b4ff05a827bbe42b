package dev.thermocline.gateway.cache;

import dev.thermocline.gateway.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Model calls that are on their way. A request joins one only when it asks the same and has read
 * the same rows, so that what it gets is what it would have computed.
 */
final class Flights {
  /** How long after its end a call can be joined. */
  static final Duration LINGERING = Duration.ofSeconds(1);

  private static final int MOST_LINGERING = 2_000;
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(LINGERING.toNanos(), TimeUnit.NANOSECONDS);

  private final AtomicInteger lingering = new AtomicInteger();
  private final ConcurrentHashMap<ByteBuffer, CompletableFuture<List<Tensor>>> flying =
      new ConcurrentHashMap<>();

  static ByteBuffer name(String space, byte[] key, byte[] marks) {
    byte[] of = space.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + of.length + key.length + marks.length)
        .putInt(of.length)
        .put(of)
        .put(key)
        .put(marks)
        .flip();
  }

  /** Null when {@code mine} is now the one to wait for; else the one to join. */
  @Nullable CompletableFuture<List<Tensor>> join(
      ByteBuffer name, CompletableFuture<List<Tensor>> mine) {
    return flying.putIfAbsent(name, mine);
  }

  /**
   * The call has ended. Its answer stays to be joined for a moment: who looked for a kept answer
   * before this one was written would run the model once more. Equal question, equal rows: it is as
   * exact as a kept one.
   */
  void landed(ByteBuffer name, CompletableFuture<List<Tensor>> mine) {
    if (mine.isCompletedExceptionally() || lingering.incrementAndGet() > MOST_LINGERING) {
      flying.remove(name, mine);
      if (!mine.isCompletedExceptionally()) {
        lingering.decrementAndGet();
      }
      return;
    }
    LATER.execute(() -> {
      flying.remove(name, mine);
      lingering.decrementAndGet();
    });
  }

  /** Nobody joins what has been asked so far. */
  void forget() {
    flying.clear();
  }
}
