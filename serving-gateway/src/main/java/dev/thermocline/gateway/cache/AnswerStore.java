package dev.thermocline.gateway.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are kept; it may forget anything at any time. Nothing here blocks, and failures
 * come through the stage. Safe for many threads.
 */
public interface AnswerStore {
  /**
   * Reads entries and the generation of their space, in one round trip.
   *
   * @param space the deployment whose entries they are
   */
  CompletionStage<Read> read(String space, List<byte[]> keys);

  /** Keeps an entry for at most this long. */
  CompletionStage<@Nullable Void> write(String space, byte[] key, byte[] entry, Duration keptFor);

  /** Makes this the generation of a space that has none, and gives the one that it has now. */
  CompletionStage<byte[]> generation(String space, byte[] ifNone);

  /** From now on entries of former generations are nothing to anybody. */
  CompletionStage<@Nullable Void> replaceGeneration(String space, byte[] generation);

  /**
   * What was there.
   *
   * @param generation null where the space has none
   * @param entries in the order of the keys
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Read(byte @Nullable [] generation, List<byte @Nullable []> entries) {}
}
