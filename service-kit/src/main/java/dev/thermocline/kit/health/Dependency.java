package dev.thermocline.kit.health;

/**
 * A server that this service needs for some of its answers. While one fails the service is
 * degraded, not unready: it still answers what it can, unless a bean {@link Vital} names it. Checks
 * run side by side, each at most every second.
 */
public interface Dependency {
  /** A plain word such as {@code kafka}; also the tag of its metric. */
  String name();

  /**
   * Throws when the dependency cannot be used. It is interrupted and counts as failed when it has
   * not answered within two seconds.
   */
  void check() throws Exception;

  static Dependency of(String name, Check check) {
    return new Dependency() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void check() throws Exception {
        check.run();
      }
    };
  }

  /** What to do to see whether it answers. */
  interface Check {
    void run() throws Exception;
  }
}
