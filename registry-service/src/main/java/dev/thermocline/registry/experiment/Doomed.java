package dev.thermocline.registry.experiment;

/** Something deleted that is to be removed for good. */
public record Doomed(Kind kind, String id, String artifactLocation) {
  /** In the order of removal: what hangs on something goes before it. */
  public enum Kind {
    RUN,
    LOGGED_MODEL,
    EXPERIMENT
  }
}
