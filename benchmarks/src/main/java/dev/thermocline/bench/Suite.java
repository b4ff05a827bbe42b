package dev.thermocline.bench;

import java.util.List;

/** A group of contests over one part of the platform. */
public interface Suite {
  String name();

  /** Loads the data it needs and gives what is to be measured. Safe to repeat. */
  List<Contest> prepare(Target target, Scale scale);

  /** What else is to be told when everything was measured, a line each. */
  default List<String> notes() {
    return List.of();
  }

  /** How much data. */
  enum Scale {
    QUICK(50),
    HUNDREDTH(100),
    TENTH(10),
    FULL(1);

    private final int divisor;

    Scale(int divisor) {
      this.divisor = divisor;
    }

    /** What is left of a whole suite's amount. */
    public int of(int whole) {
      return Math.max(1, whole / divisor);
    }
  }
}
