package dev.thermocline.gateway.cache.near;

import dev.thermocline.gateway.cache.AnswerStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does not read again what it read less than a second ago. That an answer is exact is found out
 * from the answer itself and from the rows that a request has read, so it does not matter where it
 * lay; only that a space has a new generation is heard of late, by a second at most, and whoever
 * makes one is told no sooner.
 */
public final class NearAnswers implements AnswerStore {
  private static final long LIFE = TimeUnit.SECONDS.toNanos(1);

  /** Clocks of two machines may differ in how long a second is. */
  private static final long MARGIN = LIFE / 20;

  private final AnswerStore far;
  private final LongSupplier nanos;
  private final Executor later;
  private final Recent recent;

  /**
   * Stands in front of a store.
   *
   * @param mostBytes of what is kept at hand
   */
  public NearAnswers(AnswerStore far, long mostBytes, LongSupplier nanos) {
    this(
        far,
        mostBytes,
        nanos,
        CompletableFuture.delayedExecutor(LIFE + MARGIN, TimeUnit.NANOSECONDS));
  }

  /**
   * The same for tests.
   *
   * @param later runs what must wait until nobody has anything of now at hand
   */
  NearAnswers(AnswerStore far, long mostBytes, LongSupplier nanos, Executor later) {
    this.far = far;
    this.nanos = nanos;
    this.later = later;
    this.recent = new Recent(mostBytes, LIFE, nanos.getAsLong());
  }

  @Override
  public CompletionStage<Read> read(String space, List<byte[]> keys) {
    long asked = nanos.getAsLong();
    Read near = near(space, keys, asked);
    if (near != null) {
      return CompletableFuture.completedStage(near);
    }
    return far.read(space, keys)
        .thenApply(read -> {
          keep(space, keys, read, asked);
          return read;
        });
  }

  /** Nothing unless all is here, and of one generation. */
  private @Nullable Read near(String space, List<byte[]> keys, long now) {
    byte[] generation = null;
    List<byte @Nullable []> entries = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      Recent.Answer answer = recent.get(new Recent.Name(space, ByteBuffer.wrap(key)), now);
      if (answer == null
          || (generation != null && !Arrays.equals(generation, answer.generation()))) {
        return null;
      }
      generation = answer.generation();
      entries.add(answer.entry());
    }
    return generation == null ? null : new Read(generation, entries);
  }

  private void keep(String space, List<byte[]> keys, Read read, long asked) {
    byte[] generation = read.generation();
    for (int i = 0; generation != null && i < keys.size(); i++) {
      byte[] entry = read.entries().get(i);
      if (entry != null) {
        recent.put(
            new Recent.Name(space, ByteBuffer.wrap(keys.get(i))),
            new Recent.Answer(generation, entry, asked),
            nanos.getAsLong());
      }
    }
  }

  @Override
  public CompletionStage<@Nullable Void> write(
      String space, byte[] key, byte[] entry, Duration keptFor) {
    return far.write(space, key, entry, keptFor);
  }

  @Override
  public CompletionStage<byte[]> generation(String space, byte[] ifNone) {
    return far.generation(space, ifNone);
  }

  @Override
  public CompletionStage<@Nullable Void> replaceGeneration(String space, byte[] generation) {
    return far.replaceGeneration(space, generation)
        .thenCompose(_ -> CompletableFuture.runAsync(() -> {}, later));
  }
}
