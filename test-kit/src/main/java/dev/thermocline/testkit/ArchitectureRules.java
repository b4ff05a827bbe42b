package dev.thermocline.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * The house's rules of structure, checked over the classes of one module:
 *
 * <pre>{@code
 * @Test
 * void keepsTheRulesOfTheHouse() {
 *   ArchitectureRules.checkAll("dev.thermocline.registry");
 * }
 * }</pre>
 */
public final class ArchitectureRules {
  private ArchitectureRules() {}

  /** Checks the main classes below a package; reports every broken rule at once. */
  public static void checkAll(String rootPackage) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(rootPackage);
    check(rootPackage, classes);
  }

  /**
   * The same for a program or library that is made of adapters, where there is no plain root to
   * keep free of technology. Its classes may come from a jar.
   */
  public static void checkWithoutLayers(String rootPackage) {
    check(
        rootPackage,
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(rootPackage),
        commonRules(rootPackage));
  }

  static void check(String rootPackage, JavaClasses classes) {
    List<ArchRule> rules = new ArrayList<>(LayerRules.of(rootPackage));
    rules.addAll(commonRules(rootPackage));
    check(rootPackage, classes, rules);
  }

  private static void check(String rootPackage, JavaClasses classes, List<ArchRule> rules) {
    if (classes.stream().noneMatch(ArchitectureRules::isCode)) {
      throw new AssertionError("no class below " + rootPackage + ": is the name right?");
    }
    List<String> broken = new ArrayList<>();
    for (ArchRule rule : rules) {
      EvaluationResult result = rule.evaluate(classes);
      if (result.hasViolation()) {
        broken.add(result.getFailureReport().toString());
      }
    }
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n\n", broken));
    }
  }

  private static List<ArchRule> commonRules(String rootPackage) {
    List<ArchRule> rules = new ArrayList<>(NamingRules.all());
    rules.addAll(WiringRules.all());
    rules.add(
        SlicesRuleDefinition.slices()
            .matching(rootPackage + ".(**)")
            .should()
            .beFreeOfCycles()
            .as("packages form no cycles")
            .allowEmptyShould(true));
    return rules;
  }

  private static boolean isCode(JavaClass type) {
    return !type.getSimpleName().equals("package-info");
  }
}
