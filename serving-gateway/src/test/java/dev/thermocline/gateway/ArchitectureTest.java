package dev.thermocline.gateway;

import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheRulesOfTheHouse() {
    ArchitectureRules.checkAll("dev.thermocline.gateway");
  }
}
