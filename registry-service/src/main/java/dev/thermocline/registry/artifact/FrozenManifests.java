package dev.thermocline.registry.artifact;

import java.util.Optional;

/** Reads what a frozen version says of itself. */
public interface FrozenManifests {
  /**
   * The files of the version that lies at a prefix of the bucket of frozen versions.
   *
   * @param prefix ends with a slash
   */
  Optional<FrozenManifest> find(String prefix);
}
