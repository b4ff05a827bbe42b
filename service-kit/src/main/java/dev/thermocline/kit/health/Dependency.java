package dev.thermocline.kit.health;

/**
 * A server that this service needs for some of its answers. While one fails the service is
 * degraded, not unready: it still answers what it can. Checks run side by side, each at most every
 * second.
 */
public interface Dependency {
  /** A plain word such as {@code kafka}; also the tag of its metric. */
  String name();

  /** Throws when the dependency cannot be used. Must give up by itself within two seconds. */
  void check() throws Exception;
}
