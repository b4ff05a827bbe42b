package dev.thermocline.cold;

import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheHouseRules() {
    ArchitectureRules.checkAll("dev.thermocline.cold");
  }
}
