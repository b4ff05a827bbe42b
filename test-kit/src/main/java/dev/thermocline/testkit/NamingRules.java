package dev.thermocline.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Names are nouns of the domain. */
final class NamingRules {
  private static final String EMPTY_WORDS = ".*(Impl|Manager|Helper|Helpers|Util|Utils|DTO|Dto)";

  private NamingRules() {}

  static List<ArchRule> all() {
    return List.of(
        noClasses()
            .should()
            .haveNameMatching(EMPTY_WORDS)
            .as("no class is named Impl, Manager, Helper, Util or DTO")
            .allowEmptyShould(true),
        noClasses()
            .should()
            .haveNameMatching(".*\\.I[A-Z][a-z]\\w*")
            .as("no interface begins with I")
            .allowEmptyShould(true));
  }
}
