package dev.thermocline.cold.memory;

import dev.thermocline.cold.ByteRange;
import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.cold.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Objects in this process's memory, for unit tests: the same contract as a real store. */
public final class MemoryObjectStore implements ObjectStore {
  private static final int LARGEST_PAGE = 1000;

  private final ConcurrentSkipListMap<ObjectAddress, Entry> objects =
      new ConcurrentSkipListMap<>(
          Comparator.comparing(ObjectAddress::bucket)
              .thenComparing(
                  a -> a.key().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
  private final Clock clock;

  public MemoryObjectStore(Clock clock) {
    this.clock = clock;
  }

  private static final class Entry {
    private final byte[] bytes;
    private final ObjectInfo info;

    Entry(byte[] bytes, ObjectInfo info) {
      this.bytes = bytes;
      this.info = info;
    }
  }

  @Override
  public StoredObject put(ObjectAddress to, InputStream body, long length, PutOptions options)
      throws IOException {
    byte[] bytes = body.readAllBytes();
    if (length != UNKNOWN_LENGTH && bytes.length != length) {
      throw new IOException(
          "The body of " + to + " was announced with " + length + " bytes and had " + bytes.length);
    }
    String sha256 = Sha256.of(bytes);
    if (options.expectedSha256() != null && !options.expectedSha256().equals(sha256)) {
      throw new ColdStoreException(
          Reason.DAMAGED, to + " should have the SHA-256 " + options.expectedSha256());
    }
    ObjectInfo info = store(to, bytes, options);
    return new StoredObject(to, bytes.length, info.etag(), sha256);
  }

  private ObjectInfo store(ObjectAddress to, byte[] bytes, PutOptions options) {
    String etag = Sha256.of(bytes).substring(0, 32);
    Entry entry = new Entry(bytes, new ObjectInfo(to, bytes.length, etag, clock.instant()));
    if (!options.createOnly()) {
      objects.put(to, entry);
    } else if (objects.putIfAbsent(to, entry) != null) {
      throw new ColdStoreException(Reason.ALREADY_EXISTS, to + " exists already.");
    }
    return entry.info;
  }

  @Override
  public Optional<ObjectInfo> find(ObjectAddress at) {
    return Optional.ofNullable(objects.get(at)).map(entry -> entry.info);
  }

  @Override
  public ObjectContent get(ObjectAddress at, ReadOptions options) {
    Entry entry = existing(at);
    if (options.ifMatch() != null && !options.ifMatch().equals(entry.info.etag())) {
      throw new ColdStoreException(Reason.CHANGED, at + " has changed.");
    }
    ByteRange range = options.range() == null ? ByteRange.from(0) : options.range();
    long length = range.lengthWithin(entry.bytes.length);
    if (length == 0 && options.range() != null) {
      throw new ColdStoreException(
          Reason.RANGE_NOT_SATISFIABLE, at + " has only " + entry.bytes.length + " bytes.");
    }
    InputStream bytes = new ByteArrayInputStream(entry.bytes, (int) range.first(), (int) length);
    return new ObjectContent(entry.info, length, bytes, bytes);
  }

  @Override
  public ObjectPage list(String bucket, String prefix, @Nullable String next, int most) {
    List<ObjectInfo> page = new ArrayList<>();
    int bound = Math.min(most, LARGEST_PAGE);
    for (Entry entry : objects.values()) {
      ObjectAddress at = entry.info.address();
      boolean wanted = at.bucket().equals(bucket) && at.key().startsWith(prefix);
      if (!wanted || (next != null && at.key().compareTo(next) <= 0)) {
        continue;
      }
      if (page.size() == bound) {
        return new ObjectPage(page, page.getLast().address().key());
      }
      page.add(entry.info);
    }
    return new ObjectPage(page, null);
  }

  @Override
  public ObjectInfo copy(ObjectInfo from, ObjectAddress to, PutOptions options) {
    Entry source = existing(from.address());
    if (!source.info.etag().equals(from.etag())) {
      throw new ColdStoreException(Reason.CHANGED, from.address() + " has changed.");
    }
    return store(to, source.bytes, options);
  }

  @Override
  public void delete(ObjectAddress at) {
    objects.remove(at);
  }

  @Override
  public int sweepUploads(String bucket, Instant before) {
    return 0;
  }

  private Entry existing(ObjectAddress at) {
    Entry entry = objects.get(at);
    if (entry == null) {
      throw new ColdStoreException(Reason.NOT_FOUND, at + " does not exist.");
    }
    return entry;
  }
}
