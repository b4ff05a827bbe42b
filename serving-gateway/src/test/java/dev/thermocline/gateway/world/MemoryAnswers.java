package dev.thermocline.gateway.world;

import dev.thermocline.gateway.cache.AnswerStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers in a map, without a bound. */
public final class MemoryAnswers implements AnswerStore {
  private final Map<Place, Kept> entries = new ConcurrentHashMap<>();
  private final Map<String, byte[]> generations = new ConcurrentHashMap<>();

  private record Place(String space, ByteBuffer key) {}

  private record Kept(ByteBuffer entry, long untilNanos) {}

  @Override
  public CompletionStage<Read> read(String space, List<byte[]> keys) {
    List<byte @Nullable []> found = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      Kept kept = entries.get(new Place(space, ByteBuffer.wrap(key)));
      boolean alive = kept != null && kept.untilNanos() - System.nanoTime() > 0;
      found.add(kept != null && alive ? kept.entry().array() : null);
    }
    return CompletableFuture.completedStage(new Read(generations.get(space), found));
  }

  @Override
  public CompletionStage<@Nullable Void> write(
      String space, byte[] key, byte[] entry, Duration keptFor) {
    entries.put(
        new Place(space, ByteBuffer.wrap(key.clone())),
        new Kept(ByteBuffer.wrap(entry), System.nanoTime() + keptFor.toNanos()));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<byte[]> generation(String space, byte[] ifNone) {
    byte[] known = generations.putIfAbsent(space, ifNone);
    return CompletableFuture.completedStage(known == null ? ifNone : known);
  }

  @Override
  public CompletionStage<@Nullable Void> replaceGeneration(String space, byte[] generation) {
    generations.put(space, generation);
    return CompletableFuture.completedStage(null);
  }
}
