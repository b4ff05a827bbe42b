package dev.thermocline.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cold.ColdStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every object store must do. Each test works under a prefix of its own. */
public abstract class ObjectStoreContract {
  private final String prefix = "contract/" + UUID.randomUUID() + "/";

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

  @Test
  void readsRanges() throws IOException {
    byte[] bytes = random(100);
    store().put(at("ranges"), bytes, PutOptions.overwrite());

    assertThat(range(ByteRange.of(10, 5))).isEqualTo(slice(bytes, 10, 15));
    assertThat(range(ByteRange.from(90))).isEqualTo(slice(bytes, 90, 100));
    assertThat(range(ByteRange.of(95, 50))).isEqualTo(slice(bytes, 95, 100));
    assertFails(Reason.RANGE_NOT_SATISFIABLE, () -> range(ByteRange.from(100)));
    try (ObjectContent content =
        store().get(at("ranges"), ReadOptions.range(ByteRange.of(10, 5)))) {
      assertThat(content.length()).isEqualTo(5);
      assertThat(content.info().size()).isEqualTo(100);
    }
  }

  @Test
  void readsOnlyWhatStillHasTheEtag() throws IOException {
    StoredObject first = store().put(at("etag"), random(10), PutOptions.overwrite());
    ReadOptions asFirst = ReadOptions.whole().ifMatch(first.etag());
    store().get(at("etag"), asFirst).close();
    store().put(at("etag"), random(11), PutOptions.overwrite());

    assertFails(Reason.CHANGED, () -> store().get(at("etag"), asFirst).close());
  }

  @Test
  void closingEarlyLeavesTheStoreUsable() throws IOException {
    store().put(at("large"), random(largeSize()), PutOptions.overwrite());

    for (int i = 0; i < 100; i++) {
      try (ObjectContent content = store().get(at("large"), ReadOptions.whole())) {
        assertThat(content.bytes().read()).isGreaterThanOrEqualTo(0);
      }
    }
  }

  @Test
  void tellsWhatIsMissing() {
    assertThat(store().find(at("missing"))).isEmpty();
    assertFails(Reason.NOT_FOUND, () -> store().get(at("missing"), ReadOptions.whole()).close());
  }

  @Test
  void listsByPrefixInPages() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      store().put(at("list/" + i), new byte[i], PutOptions.overwrite());
      keys.add(prefix + "list/" + i);
    }
    store().put(at("list-not"), new byte[1], PutOptions.overwrite());

    List<String> seen = new ArrayList<>();
    String next = null;
    do {
      ObjectPage page = store().list(bucket(), prefix + "list/", next, 3);
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(3);
      page.objects().forEach(object -> seen.add(object.address().key()));
      next = page.next();
    } while (next != null);

    assertThat(seen).isEqualTo(keys);
  }

  @Test
  void keepsUnusualCharactersInKeys() throws IOException {
    byte[] bytes = random(5);
    ObjectAddress unusual = at("a b+c%2Fd/ü€漢😀/x=1&y?z#'\"");

    store().put(unusual, bytes, PutOptions.overwrite());

    assertThat(store().read(unusual, 5)).isEqualTo(bytes);
    assertThat(store().list(bucket(), prefix + "a b", null, 10).objects())
        .extracting(ObjectInfo::address)
        .containsExactly(unusual);
    ObjectInfo copy =
        store().copy(store().find(unusual).orElseThrow(), at("copied"), PutOptions.create());
    assertThat(copy.size()).isEqualTo(5);
  }

  @Test
  void copiesSmallAndLargeObjects() throws IOException {
    for (int size : List.of(0, 10, largeSize())) {
      byte[] bytes = random(size);
      store().put(at("from" + size), bytes, PutOptions.overwrite());
      ObjectInfo from = store().find(at("from" + size)).orElseThrow();

      ObjectInfo copied = store().copy(from, at("to" + size), PutOptions.create());

      assertThat(copied.size()).isEqualTo(size);
      assertThat(store().read(at("to" + size), size)).isEqualTo(bytes);
    }
  }

  @Test
  void aCreateOnlyCopyRefusesWhatIsThere() {
    store().put(at("source"), random(10), PutOptions.overwrite());
    store().put(at("taken"), random(10), PutOptions.overwrite());
    ObjectInfo from = store().find(at("source")).orElseThrow();

    assertFails(Reason.ALREADY_EXISTS, () -> store().copy(from, at("taken"), PutOptions.create()));
  }

  @Test
  void copiesOnlyWhatStillHasTheEtag() {
    for (int size : List.of(10, largeSize())) {
      store().put(at("moving"), random(size), PutOptions.overwrite());
      ObjectInfo before = store().find(at("moving")).orElseThrow();
      store().put(at("moving"), random(size), PutOptions.overwrite());

      assertFails(Reason.CHANGED, () -> store().copy(before, at("stale"), PutOptions.overwrite()));

      assertThat(store().find(at("stale"))).isEmpty();
    }
  }

  @Test
  void deletesAndDeletesAgain() {
    store().put(at("gone"), random(10), PutOptions.overwrite());
    store().delete(at("gone"));
    store().delete(at("gone"));

    assertThat(store().find(at("gone"))).isEmpty();
  }

  @Test
  void deletesMany() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      store().put(at("many/" + i), random(10), PutOptions.overwrite());
      keys.add(prefix + "many/" + i);
    }
    keys.add(prefix + "many/never-there");

    store().deleteAll(bucket(), keys);

    assertThat(store().list(bucket(), prefix + "many/", null, 10).objects()).isEmpty();
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

  private byte[] range(ByteRange range) throws IOException {
    try (ObjectContent content = store().get(at("ranges"), ReadOptions.range(range))) {
      return content.bytes().readAllBytes();
    }
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static InputStream stream(byte[] bytes) {
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
