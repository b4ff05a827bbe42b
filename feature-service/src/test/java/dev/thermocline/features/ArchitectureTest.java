package dev.thermocline.features;

import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheRulesOfTheHouse() {
    ArchitectureRules.checkAll("dev.thermocline.features");
  }
}
