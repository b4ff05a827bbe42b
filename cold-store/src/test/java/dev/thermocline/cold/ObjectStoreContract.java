package dev.thermocline.cold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cold.ColdStoreException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every object store must do. Each test works under a prefix of its own. */
public abstract class ObjectStoreContract extends ObjectStoreWrites {
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

  private byte[] range(ByteRange range) throws IOException {
    try (ObjectContent content = store().get(at("ranges"), ReadOptions.range(range))) {
      return content.bytes().readAllBytes();
    }
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
