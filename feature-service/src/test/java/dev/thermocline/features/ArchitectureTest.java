package dev.thermocline.features;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.thermocline.testkit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsTheRulesOfTheHouse() {
    ArchitectureRules.checkAll("dev.thermocline.features");
  }

  @Test
  void keepsDuckDbBehindThePortsOfTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..duckdb..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..duckdb..", "org.apache.arrow..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.thermocline.features"));
  }
}
