package dev.thermocline.bench;

import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheHouseRules() {
    ArchitectureRules.checkWithoutLayers("dev.thermocline.bench");
  }
}
