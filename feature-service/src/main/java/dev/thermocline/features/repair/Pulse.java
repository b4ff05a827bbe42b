package dev.thermocline.features.repair;

/** What is known for good of the primaries' heartbeats. */
public interface Pulse {
  /** The highest value that was written on a primary for certain; -1 at first. */
  long written(String primary);

  void markWritten(String primary, long value);

  /** Whether a loss was noticed and is not repaired yet. */
  boolean isSuspect();

  void setSuspect(boolean suspect);
}
