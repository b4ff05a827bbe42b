package dev.thermocline.registry.experiment;

/** Which experiments or runs a search sees. */
public enum LifecycleView {
  ACTIVE,
  DELETED,
  ALL
}
