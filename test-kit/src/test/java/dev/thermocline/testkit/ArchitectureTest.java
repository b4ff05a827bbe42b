package dev.thermocline.testkit;

import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheRulesOfTheHouse() {
    ArchitectureRules.checkAll("dev.thermocline.testkit");
  }
}
