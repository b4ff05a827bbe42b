package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The files of frozen versions. Copies are made on the store's side and run again without harm: the
 * same source file gives the same bytes under the same key, or fails.
 */
public interface FrozenStore {
  /**
   * Everything below the folder, sorted by path; one file more than asked for when there are more.
   */
  List<SourceFile> list(Project project, SourceFolder folder, int most);

  /**
   * Copies one file and makes sure of the digest of what arrived. Throws SOURCE_CHANGED when the
   * source is no longer the file that was listed.
   */
  Manifest.File copy(SourceFolder.Area area, SourceFile file, String prefix);

  /**
   * Writes the manifest, create-only, and returns its SHA-256 as hex. Written before with the same
   * content is fine; with another one it throws SOURCE_CHANGED.
   */
  String seal(String prefix, Manifest manifest);

  Optional<Manifest> manifest(String prefix);

  /** A file of a frozen version; the caller closes it. Throws NOT_FOUND. */
  InputStream open(String prefix, String path) throws IOException;

  /** Prefixes ({@code <folder>/v<n>/}) with an object that was written before that moment. */
  List<String> prefixesOlderThan(Instant moment, int limit);

  /** Takes away every object below the prefix. */
  void delete(String prefix);
}
