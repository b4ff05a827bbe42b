package dev.thermocline.registry.model;

/** How far the freezing of a version is. */
public enum VersionStatus {
  PENDING_REGISTRATION,
  READY,
  FAILED_REGISTRATION
}
