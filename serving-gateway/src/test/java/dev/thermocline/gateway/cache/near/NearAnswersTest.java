package dev.thermocline.gateway.cache.near;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.cache.AnswerStore;
import dev.thermocline.gateway.world.MemoryAnswers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearAnswersTest {
  private static final long SECOND = 1_000_000_000;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final byte[] FIRST = "g1".getBytes(UTF_8);
  private static final byte[] SECOND_ONE = "g2".getBytes(UTF_8);

  private final MemoryAnswers redis = new MemoryAnswers();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private long now = Long.MAX_VALUE - SECOND / 2;
  private int reads;

  private class Counted implements AnswerStore {
    @Override
    public CompletionStage<Read> read(String space, List<byte[]> keys) {
      reads++;
      return redis.read(space, keys);
    }

    @Override
    public CompletionStage<@Nullable Void> write(
        String space, byte[] key, byte[] entry, Duration keptFor) {
      return redis.write(space, key, entry, keptFor);
    }

    @Override
    public CompletionStage<byte[]> generation(String space, byte[] ifNone) {
      return redis.generation(space, ifNone);
    }

    @Override
    public CompletionStage<@Nullable Void> replaceGeneration(String space, byte[] generation) {
      return redis.replaceGeneration(space, generation);
    }
  }

  private NearAnswers near(long mostBytes) {
    return new NearAnswers(new Counted(), mostBytes, () -> now, waiting::add);
  }

  @Test
  void readsNothingTwiceWithinASecondAndEverythingAfterIt() {
    NearAnswers near = near(1 << 20);
    assertThat(redis.generation("s", FIRST)).isCompleted();
    write("a", "1");
    assertThat(read(near, "a")).containsExactly("1");
    write("a", "2");

    now += SECOND - 1;
    assertThat(read(near, "a")).containsExactly("1");
    assertThat(reads).isEqualTo(1);

    now += 1;
    assertThat(read(near, "a")).containsExactly("2");
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void countsTheSecondFromTheQuestionAndNotFromItsAnswer() {
    CompletableFuture<AnswerStore.Read> slow = new CompletableFuture<>();
    NearAnswers near =
        new NearAnswers(
            new Counted() {
              @Override
              public CompletionStage<Read> read(String space, List<byte[]> keys) {
                reads++;
                return slow;
              }
            },
            1 << 20,
            () -> now,
            waiting::add);
    CompletionStage<AnswerStore.Read> asked = near.read("s", List.of("a".getBytes(UTF_8)));
    now += SECOND;
    slow.complete(new AnswerStore.Read(FIRST, List.of("1".getBytes(UTF_8))));
    assertThat(asked).isCompleted();

    assertThat(read(near, "a")).containsExactly("1");
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void readsAllWhereOneIsMissingOrOfAnotherGeneration() {
    NearAnswers near = near(1 << 20);
    assertThat(redis.generation("s", FIRST)).isCompleted();
    write("a", "1");
    assertThat(read(near, "a", "b")).containsExactly("1", null);
    assertThat(read(near, "a", "b")).containsExactly("1", null);
    assertThat(reads).isEqualTo(2);

    write("b", "2");
    assertThat(redis.replaceGeneration("s", SECOND_ONE)).isCompleted();
    assertThat(read(near, "b")).containsExactly("2");
    assertThat(reads).isEqualTo(3);
    assertThat(read(near, "a", "b")).containsExactly("1", "2");
    assertThat(reads).isEqualTo(4);
    assertThat(near.read("s", keys("a", "b")).toCompletableFuture().join().generation())
        .isEqualTo(SECOND_ONE);
    assertThat(reads).isEqualTo(4);
  }

  @Test
  void saysThatAGenerationIsNewOnceNobodyHasTheOldOneAtHand() {
    NearAnswers near = near(1 << 20);
    CompletableFuture<@Nullable Void> told =
        near.replaceGeneration("s", SECOND_ONE).toCompletableFuture();
    assertThat(redis.generation("s", FIRST).toCompletableFuture()).isCompletedWithValue(SECOND_ONE);
    assertThat(told).isNotDone();

    waiting.remove().run();
    assertThat(told).isCompleted();
  }

  @Test
  void keepsNoMoreThanItMay() {
    NearAnswers near = near(1_000);
    assertThat(redis.generation("s", FIRST)).isCompleted();
    for (String key : List.of("a", "b", "c", "d")) {
      write(key, key);
    }
    for (int round = 0; round < 2; round++) {
      for (String key : List.of("a", "b", "c", "d")) {
        assertThat(read(near, key)).containsExactly(key);
      }
    }
    assertThat(reads).isEqualTo(6);
  }

  @Test
  void keepsSpacesApart() {
    NearAnswers near = near(1 << 20);
    assertThat(redis.generation("s", FIRST)).isCompleted();
    write("a", "1");
    assertThat(read(near, "a")).containsExactly("1");
    assertThat(near.read("t", keys("a")).toCompletableFuture().join().generation()).isNull();
    assertThat(reads).isEqualTo(2);
  }

  private void write(String key, String entry) {
    assertThat(redis.write("s", key.getBytes(UTF_8), entry.getBytes(UTF_8), LONG)).isCompleted();
  }

  private static List<byte[]> keys(String... keys) {
    List<byte[]> bytes = new ArrayList<>();
    for (String key : keys) {
      bytes.add(key.getBytes(UTF_8));
    }
    return bytes;
  }

  private static List<@Nullable String> read(NearAnswers near, String... keys) {
    List<@Nullable String> entries = new ArrayList<>();
    AnswerStore.Read read = near.read("s", keys(keys)).toCompletableFuture().join();
    for (byte @Nullable [] entry : read.entries()) {
      entries.add(entry == null ? null : new String(entry, UTF_8));
    }
    return entries;
  }
}
