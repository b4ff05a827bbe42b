package dev.thermocline.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.world.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of answers must do. Each test has a space of its own. */
public abstract class AnswerStoreContract {
  private static final Duration LONG = Duration.ofMinutes(5);

  private String space = "";

  @BeforeEach
  void name() {
    space = "default/" + UUID.randomUUID();
  }

  protected abstract AnswerStore store();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private AnswerStore.Read read(String of, String... keys) {
    return get(store().read(of, Arrays.stream(keys).map(AnswerStoreContract::bytes).toList()));
  }

  private void write(String key, String entry, Duration keptFor) {
    get(store().write(space, bytes(key), bytes(entry), keptFor));
  }

  @Test
  void hasNothingAtFirst() {
    AnswerStore.Read read = read(space, "a", "b");

    assertThat(read.generation()).isNull();
    assertThat(read.entries()).containsExactly(null, null);
  }

  @Test
  void givesEntriesInTheOrderOfTheKeysWithTheGenerationOfTheSpace() {
    get(store().generation(space, bytes("first")));
    write("a", "1", LONG);
    write("b\0\r\n", "", LONG);

    AnswerStore.Read read = read(space, "b\0\r\n", "none", "a");

    assertThat(read.generation()).isEqualTo(bytes("first"));
    assertThat(read.entries()).containsExactly(bytes(""), null, bytes("1"));
  }

  @Test
  void keepsSpacesApart() {
    get(store().generation(space, bytes("first")));
    write("a", "1", LONG);

    AnswerStore.Read read = read(space + "-other", "a");

    assertThat(read.generation()).isNull();
    assertThat(read.entries()).containsExactly((byte[]) null);
  }

  @Test
  void letsOnlyTheFirstMakeTheGenerationOfASpace() {
    assertThat(get(store().generation(space, bytes("first")))).isEqualTo(bytes("first"));
    assertThat(get(store().generation(space, bytes("second")))).isEqualTo(bytes("first"));
    assertThat(read(space, "a").generation()).isEqualTo(bytes("first"));
  }

  @Test
  void hasTheNewGenerationWhenItSaysThatItWasReplaced() {
    get(store().generation(space, bytes("first")));
    write("a", "1", LONG);
    assertThat(read(space, "a").generation()).isEqualTo(bytes("first"));

    get(store().replaceGeneration(space, bytes("second")));

    assertThat(read(space, "a").generation()).isEqualTo(bytes("second"));
    assertThat(get(store().generation(space, bytes("third")))).isEqualTo(bytes("second"));
  }

  @Test
  void givesTheLaterEntryInTheEnd() {
    get(store().generation(space, bytes("first")));
    write("a", "1", LONG);
    assertThat(read(space, "a").entries()).containsExactly(bytes("1"));

    write("a", "2", LONG);

    Eventually.holds(() -> Arrays.equals(read(space, "a").entries().getFirst(), bytes("2")));
  }

  @Test
  void forgetsWhatWasKeptLongEnough() {
    get(store().generation(space, bytes("first")));
    write("a", "1", Duration.ofMillis(1));
    write("b", "2", LONG);

    Eventually.holds(() -> read(space, "a").entries().getFirst() == null);
    assertThat(read(space, "b").entries()).containsExactly(bytes("2"));
  }
}
