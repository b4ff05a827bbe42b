package dev.thermocline.features.repair;

/** What is known for good of the primaries' heartbeats. */
public interface Pulse {
  /** What is known of a primary. */
  Known known(String primary);

  void markWritten(String primary, long value, String life);

  /**
   * The highest value that was written for certain, -1 at first, and which process of the server
   * took it; empty at first.
   */
  record Known(long written, String life) {}

  /** Whether a loss was noticed and is not repaired yet. */
  boolean isSuspect();

  void setSuspect(boolean suspect);
}
