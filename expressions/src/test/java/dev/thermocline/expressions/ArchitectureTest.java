package dev.thermocline.expressions;

import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheHouseRules() {
    ArchitectureRules.checkAll("dev.thermocline.expressions");
  }
}
