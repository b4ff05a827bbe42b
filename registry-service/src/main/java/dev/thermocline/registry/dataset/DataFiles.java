package dev.thermocline.registry.dataset;

import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The bucket for training data. Throws UNAVAILABLE when the store is away. */
public interface DataFiles {
  /** {@code s3://bucket/} and the key. */
  String uri(String key);

  /**
   * The key of a prefix that a caller wrote, below the project; as {@code s3://bucket/…/} or
   * relative to the project's room. Refuses what lies elsewhere.
   */
  String key(Project project, String prefix);

  /** Everything below the prefix in the order of keys; one more than asked for tells of more. */
  List<FoundFile> list(String prefix, int most);

  Optional<FoundFile> find(String prefix, String path);

  /** Reads the whole file. Throws SOURCE_CHANGED when it is no longer the one that was found. */
  String digest(FoundFile file);

  /**
   * Writes a file whole under a key that nobody used before.
   *
   * @throws IOException if the body cannot be read to its end; nothing is stored then
   */
  DataFile put(String prefix, String path, InputStream body, long length) throws IOException;

  /**
   * The bytes from there on; the caller closes them.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException SOURCE_CHANGED, when the file is no
   *     longer the one that was registered
   */
  InputStream open(String key, String etag, long from);

  /** The whole file, verified: the reader fails before its end when a byte is wrong. */
  InputStream openVerified(DataFile file);

  void delete(Collection<String> keys);
}
