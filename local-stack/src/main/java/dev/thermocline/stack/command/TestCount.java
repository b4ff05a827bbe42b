package dev.thermocline.stack.command;

/** How many checks passed and failed. */
record TestCount(int passed, int failed) {
  static final TestCount NONE = new TestCount(0, 0);

  TestCount plus(TestCount other) {
    return new TestCount(passed + other.passed, failed + other.failed);
  }

  /** The line that ends a run. */
  @Override
  public String toString() {
    return passed + " passed, " + failed + " failed";
  }
}
