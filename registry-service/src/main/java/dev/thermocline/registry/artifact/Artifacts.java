package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ByteRange;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.StoredObject;
import dev.thermocline.cold.VerifiedInputStream;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The files of runs and models. A file is there once its bytes are in object storage, verified, and
 * the index points at them, all at once; before that there is nothing to see.
 */
@Service
public class Artifacts {
  private final ArtifactIndex index;
  private final ObjectStore store;
  private final ObjectKeys keys;
  private final FrozenFiles frozen;
  private final Clock clock;

  public Artifacts(
      ArtifactIndex index, ObjectStore store, ObjectKeys keys, FrozenFiles frozen, Clock clock) {
    this.index = index;
    this.store = store;
    this.keys = keys;
    this.frozen = frozen;
    this.clock = clock;
  }

  public Optional<ArtifactFile> find(Project project, ArtifactPath path) {
    return index.find(project, path);
  }

  /** The direct children of a folder, by name; empty for a file and for what is not there. */
  public List<ArtifactEntry> list(
      Project project, @Nullable ArtifactPath folder, @Nullable String after, int most) {
    return folder != null && folder.isFrozen()
        ? frozen.list(project, folder, after, most)
        : index.children(project, folder, after, most);
  }

  /** All files below a folder, however deep, by path. */
  public List<ArtifactFile> below(
      Project project, ArtifactPath folder, @Nullable ArtifactPath after, int most) {
    return index.below(project, folder, after, most);
  }

  public ArtifactContent open(Project project, ArtifactPath path) {
    if (path.isFrozen()) {
      return frozen.open(project, path);
    }
    ArtifactFile file =
        index
            .find(project, path)
            .orElseThrow(
                () -> ThermoclineException.notFound("There is no artifact '" + path + "'."));
    return new ArtifactContent(
        path.name(),
        file.object(),
        file.size(),
        file.sha256(),
        file.mediaType(),
        file.writtenAt(),
        range -> bytes(store, file.object(), file.etag(), file.size(), file.sha256(), range));
  }

  /**
   * Writes a file, or replaces it whole.
   *
   * @param length or {@link ObjectStore#UNKNOWN_LENGTH}
   * @throws IOException if the body cannot be read to its end; nothing is stored then
   */
  public ArtifactFile put(
      Project project, ArtifactPath path, InputStream body, long length, String mediaType)
      throws IOException {
    checkWritable(project, path);
    ObjectAddress object = keys.next(project, path);
    index.announce(project, object.key(), clock.instant());
    StoredObject stored = store.put(object, body, length, PutOptions.create().mediaType(mediaType));
    ArtifactFile file =
        new ArtifactFile(
            path,
            object,
            stored.size(),
            stored.sha256(),
            stored.etag(),
            mediaType,
            clock.instant());
    index.record(project, file);
    return file;
  }

  /** Deletes a file or a whole folder; what is not there is deleted already. */
  public int delete(Project project, ArtifactPath path) {
    checkThawed(path);
    return index.forget(project, path, clock.instant());
  }

  void checkWritable(Project project, ArtifactPath path) {
    checkThawed(path);
    if (index.collides(project, path)) {
      throw ThermoclineException.invalid(
          "'"
              + path
              + "' cannot be a file: one of its folders is a file, or it is a folder."
              + " Choose another name.");
    }
  }

  private static void checkThawed(ArtifactPath path) {
    if (path.isFrozen()) {
      throw new ThermoclineException(
          ErrorKind.FORBIDDEN,
          "'"
              + path
              + "' belongs to a registered model version, which never changes. Register"
              + " another version instead.");
    }
  }

  static InputStream bytes(
      ObjectStore store,
      ObjectAddress object,
      @Nullable String etag,
      long size,
      String sha256,
      @Nullable ByteRange range) {
    ObjectContent content = store.get(object, new ReadOptions(range, etag));
    InputStream checked =
        range == null
            ? new VerifiedInputStream(object.toString(), content.bytes(), size, sha256)
            : content.bytes();
    return new FilterInputStream(checked) {
      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return in.read(to, offset, length);
      }

      @Override
      public void close() throws IOException {
        content.close();
      }
    };
  }
}
