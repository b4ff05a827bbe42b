package dev.thermocline.registry;

import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class RegistryStructureTest {
  @Test
  void keepsTheRulesOfTheHouse() {
    ArchitectureRules.checkAll("dev.thermocline.registry");
  }
}
