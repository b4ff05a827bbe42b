package dev.thermocline.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** What a class needs comes through its constructor. */
final class WiringRules {
  private static final String AUTOWIRED = "org.springframework.beans.factory.annotation.Autowired";

  private WiringRules() {}

  static List<ArchRule> all() {
    return List.of(
        noFields()
            .should()
            .beAnnotatedWith(AUTOWIRED)
            .orShould()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
            .orShould()
            .beAnnotatedWith("jakarta.inject.Inject")
            .orShould()
            .beAnnotatedWith("jakarta.annotation.Resource")
            .as("fields are injected through constructors")
            .allowEmptyShould(true),
        noMethods()
            .that()
            .areAnnotatedWith(AUTOWIRED)
            .should()
            .haveNameMatching("set[A-Z].*")
            .as("nothing is injected through setters")
            .allowEmptyShould(true));
  }
}
