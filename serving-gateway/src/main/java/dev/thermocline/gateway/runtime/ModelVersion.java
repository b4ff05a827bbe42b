package dev.thermocline.gateway.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A frozen version as the registry names it.
 *
 * @param manifestDigest hex SHA-256 of its manifest: what it is, whatever it is called
 * @param prefix where its files lie in the bucket of models
 */
public record ModelVersion(
    String model, String version, @Nullable String label, String manifestDigest, String prefix) {
  @Override
  public String toString() {
    return model + " version " + version;
  }
}
