package dev.thermocline.testkit;

import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheRulesOfTheHouse() {
    ArchitectureRules.checkAll("dev.thermocline.testkit");
  }

  /** The rules are written on top of it, so it cannot check itself. */
  @Test
  void localStackKeepsThemToo() {
    ArchitectureRules.checkWithoutLayers("dev.thermocline.stack");
  }
}
