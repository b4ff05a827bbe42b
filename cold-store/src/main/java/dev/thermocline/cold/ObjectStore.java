package dev.thermocline.cold;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Object storage. A write is whole or absent: nobody ever sees a part of it. Reads, listings and
 * heads see every write that returned before. Every method may throw {@link ColdStoreException} and
 * is safe for many threads.
 */
public interface ObjectStore {
  /** The length of a body that is only known at its end. */
  long UNKNOWN_LENGTH = -1;

  /**
   * Writes a stream in flat memory. A body that fails, is shorter or longer than announced, or has
   * not the expected digest, leaves nothing behind.
   *
   * @throws IOException if the body itself cannot be read
   */
  StoredObject put(ObjectAddress to, InputStream body, long length, PutOptions options)
      throws IOException;

  default StoredObject put(ObjectAddress to, byte[] body, PutOptions options) {
    try {
      return put(to, new ByteArrayInputStream(body), body.length, options);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  default StoredObject put(ObjectAddress to, Path file, PutOptions options) throws IOException {
    try (InputStream body = Files.newInputStream(file)) {
      return put(to, body, Files.size(file), options);
    }
  }

  Optional<ObjectInfo> find(ObjectAddress at);

  /** The caller closes it. A missing object is {@link ColdStoreException.Reason#NOT_FOUND}. */
  ObjectContent get(ObjectAddress at, ReadOptions options);

  /** A small object whole; one above the bound is refused before it is read. */
  default byte[] read(ObjectAddress at, int bound) throws IOException {
    try (ObjectContent content = get(at, ReadOptions.whole())) {
      if (content.length() > bound) {
        throw new ColdStoreException(
            ColdStoreException.Reason.TOO_LARGE,
            at + " has " + content.length() + " bytes, more than the " + bound + " asked for.");
      }
      return content.bytes().readAllBytes();
    }
  }

  /**
   * One page of the objects whose keys start with the prefix.
   *
   * @param next from the page before, null for the first
   * @param most at most 1000
   */
  ObjectPage list(String bucket, String prefix, @Nullable String next, int most);

  /** Copies inside the store, at any size; the bytes do not pass through this process. */
  ObjectInfo copy(ObjectInfo from, ObjectAddress to, PutOptions options);

  /** Idempotent: what is not there is deleted. */
  void delete(ObjectAddress at);

  /** Deletes many of one bucket, in as few requests as the store allows. */
  default void deleteAll(String bucket, Collection<String> keys) {
    for (String key : List.copyOf(keys)) {
      delete(new ObjectAddress(bucket, key));
    }
  }

  /**
   * Gives up uploads in parts that began before a moment and never ended, whoever began them; tells
   * how many.
   */
  int sweepUploads(String bucket, Instant before);
}
