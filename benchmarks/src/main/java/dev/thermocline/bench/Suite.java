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

  /** How much data and how long. */
  enum Scale {
    QUICK,
    FULL
  }
}
