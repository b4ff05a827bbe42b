package dev.thermocline.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cold.ColdStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every object store must do with what is written. */
abstract class ObjectStoreWrites {
  final String prefix = "contract/" + UUID.randomUUID() + "/";

  protected abstract ObjectStore store();

  protected abstract String bucket();

  /** More than one part, and not a whole number of them. */
  protected abstract int largeSize();

  @Test
  void readsBackWhatWasWrittenWithItsDigest() throws IOException {
    byte[] bytes = random(1000);

    StoredObject stored = store().put(at("a"), bytes, PutOptions.overwrite());

    assertThat(stored.sha256()).isEqualTo(Sha256.of(bytes));
    assertThat(stored.size()).isEqualTo(1000);
    assertThat(store().read(at("a"), 1000)).isEqualTo(bytes);
    ObjectInfo info = store().find(at("a")).orElseThrow();
    assertThat(info.size()).isEqualTo(1000);
    assertThat(info.etag()).isEqualTo(stored.etag());
  }

  @Test
  void storesAnEmptyObject() throws IOException {
    store().put(at("empty"), new byte[0], PutOptions.create());

    assertThat(store().read(at("empty"), 10)).isEmpty();
  }

  @Test
  void storesAStreamOfManyParts() throws IOException {
    byte[] bytes = random(largeSize());

    StoredObject stored =
        store().put(at("large"), stream(bytes), bytes.length, PutOptions.overwrite());

    assertThat(stored.size()).isEqualTo(bytes.length);
    assertThat(stored.sha256()).isEqualTo(Sha256.of(bytes));
    assertThat(store().read(at("large"), bytes.length)).isEqualTo(bytes);
    assertThat(store().find(at("large")).orElseThrow().etag()).isEqualTo(stored.etag());
  }

  @Test
  void storesAStreamOfUnknownLength() throws IOException {
    byte[] bytes = random(largeSize());

    store().put(at("unknown"), stream(bytes), ObjectStore.UNKNOWN_LENGTH, PutOptions.overwrite());

    assertThat(store().read(at("unknown"), bytes.length)).isEqualTo(bytes);
  }

  @Test
  void leavesNothingOfABodyThatBreaksOff() {
    byte[] bytes = random(largeSize());
    InputStream broken = new SequenceInputStream(stream(bytes), failing());

    assertThatThrownBy(
            () -> store().put(at("broken"), broken, 2L * bytes.length, PutOptions.overwrite()))
        .isInstanceOf(IOException.class)
        .hasMessage("the client is gone");
    assertThat(store().find(at("broken"))).isEmpty();
  }

  @Test
  void leavesNothingOfABodyThatIsShorterThanAnnounced() {
    for (int size : List.of(10, largeSize())) {
      assertThatThrownBy(() ->
              store().put(at("short"), stream(random(size)), size + 1L, PutOptions.overwrite()))
          .isInstanceOf(IOException.class);
      assertThat(store().find(at("short"))).isEmpty();
    }
  }

  @Test
  void leavesNothingOfABodyThatIsLongerThanAnnounced() {
    for (int size : List.of(10, largeSize())) {
      assertThatThrownBy(() ->
              store().put(at("long"), stream(random(size)), size - 1L, PutOptions.overwrite()))
          .isInstanceOf(IOException.class);
      assertThat(store().find(at("long"))).isEmpty();
    }
  }

  @Test
  void leavesNothingOfABodyWithAnotherDigestThanExpected() {
    for (int size : List.of(10, largeSize())) {
      byte[] bytes = random(size);
      PutOptions options = PutOptions.overwrite().expecting(Sha256.of(random(size)));

      assertFails(Reason.DAMAGED, () -> store().put(at("other"), bytes, options));

      assertThat(store().find(at("other"))).isEmpty();
    }
  }

  @Test
  void replacesAnObjectWholly() throws IOException {
    store().put(at("again"), random(2000), PutOptions.overwrite());
    byte[] second = random(10);
    store().put(at("again"), second, PutOptions.overwrite());

    assertThat(store().read(at("again"), 2000)).isEqualTo(second);
  }

  @Test
  void aCreateOnlyWriteRefusesWhatIsThere() throws IOException {
    byte[] first = random(10);
    store().put(at("once"), first, PutOptions.create());

    for (int size : List.of(20, largeSize())) {
      assertFails(
          Reason.ALREADY_EXISTS, () -> store().put(at("once"), random(size), PutOptions.create()));
    }

    assertThat(store().read(at("once"), 20)).isEqualTo(first);
  }

  @Test
  void aRaceOfCreateOnlyWritesHasOneWinner() throws Exception {
    List<Callable<@Nullable String>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      byte[] body = random(100 + i);
      writers.add(() -> {
        try {
          return store().put(at("race"), body, PutOptions.create()).sha256();
        } catch (ColdStoreException lost) {
          assertThat(lost.reason()).isIn(Reason.ALREADY_EXISTS, Reason.UNAVAILABLE);
          return null;
        }
      });
    }

    List<String> winners = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var outcome : threads.invokeAll(writers)) {
        if (outcome.get() != null) {
          winners.add(outcome.get());
        }
      }
    }

    assertThat(winners).hasSize(1);
    assertThat(Sha256.of(store().read(at("race"), 200))).isEqualTo(winners.getFirst());
  }

  protected final ObjectAddress at(String name) {
    return new ObjectAddress(bucket(), prefix + name);
  }

  protected static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size + System.nanoTime()).nextBytes(bytes);
    return bytes;
  }

  protected static void assertFails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ColdStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  protected static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static InputStream failing() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("the client is gone");
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return read();
      }
    };
  }
}
