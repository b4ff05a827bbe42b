package dev.thermocline.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is shown to fail on a little package that breaks it. */
class ArchitectureRulesTest {
  @ParameterizedTest
  @CsvSource({
    "root, feature roots are free of web, Order",
    "adapters, adapters do not import each other, OrderPage",
    "entities, entities and repositories never leave .jpa, OrderRow",
    "entities, entities and repositories never leave .jpa, OrderRecord",
    "cycle, packages form no cycles, One",
    "names, 'no class is named Impl, Manager, Helper', OrderHelper",
    "names, no interface begins with I, IOrder",
    "fields, fields are injected through constructors, Wired.need"
  })
  void findsWhatBreaksARule(String sample, String rule, String culprit) {
    String root = "dev.thermocline.testkit.broken." + sample;

    assertThatThrownBy(
            () -> ArchitectureRules.check(root, new ClassFileImporter().importPackages(root)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(rule)
        .hasMessageContaining(culprit);
  }

  @Test
  void refusesANameThatNoClassHas() {
    assertThatThrownBy(() -> ArchitectureRules.checkAll("dev.thermocline.nothing"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("is the name right?");
  }
}
