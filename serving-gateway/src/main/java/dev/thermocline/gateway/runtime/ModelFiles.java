package dev.thermocline.gateway.runtime;

/** Where the files of frozen versions come from. Safe for use by many threads. */
public interface ModelFiles {
  /**
   * Brings all files of a version to local disk, those that are there already as they are. The
   * caller closes the folder when the model is gone.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException {@code DATA_DAMAGED} when a file does
   *     not have its digest, {@code UNAVAILABLE} when the store cannot be reached
   */
  ModelFolder fetch(ModelVersion version);
}
