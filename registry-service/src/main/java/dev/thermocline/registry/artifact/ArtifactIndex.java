package dev.thermocline.registry.artifact;

import dev.thermocline.kit.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows which object holds which path. Every method is one transaction. An object is either pointed
 * at by a path or a leftover, so that after a crash at any moment nothing is lost and nothing stays
 * for ever.
 */
public interface ArtifactIndex {
  Optional<ArtifactFile> find(Project project, ArtifactPath path);

  /**
   * The direct children of a folder, ordered by the bytes of their names.
   *
   * @param folder null for the root
   * @param after the name after which to go on, null for the start
   */
  List<ArtifactEntry> children(
      Project project, @Nullable ArtifactPath folder, @Nullable String after, int most);

  /** All files below a folder, however deep, ordered by path, after a path if one is given. */
  List<ArtifactFile> below(
      Project project, ArtifactPath folder, @Nullable ArtifactPath after, int most);

  /** Whether a file has this path as a folder, or one of this path's folders as its name. */
  boolean collides(Project project, ArtifactPath path);

  /** Makes an object known before its first byte is sent, as a leftover so far. */
  void announce(Project project, String objectKey, Instant now);

  /**
   * Points the path at an announced object; the one that it replaces becomes a leftover.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException if the object was swept meanwhile
   */
  void record(Project project, ArtifactFile file);

  /** Makes the file, or all files below the folder, leftovers; how many they were. */
  int forget(Project project, ArtifactPath path, Instant now);

  /**
   * Condemns leftovers since before a moment: they can no longer be recorded, and their objects may
   * be deleted. Those condemned earlier and not dropped come again.
   */
  List<String> condemn(Instant before, int most);

  /** Called once their objects are gone. */
  void dropLeftovers(List<String> objectKeys);
}
