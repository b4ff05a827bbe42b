package dev.thermocline.registry.model;

/**
 * Where files lie in storage that is ours.
 *
 * @param path of the artifacts, within the project; or the prefix of a frozen version
 */
public record SourceFolder(Area area, String path) {
  public enum Area {
    /** What runs and logged models uploaded. */
    RUN_ARTIFACTS,
    /** What was frozen before. */
    FROZEN
  }
}
