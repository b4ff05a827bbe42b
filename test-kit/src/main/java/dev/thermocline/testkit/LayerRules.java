package dev.thermocline.testkit;

import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;

/** Feature roots are plain Java; adapters depend on them and never on each other. */
final class LayerRules {
  private static final String[] TECHNOLOGY = {
    "org.springframework.web..",
    "org.springframework.http..",
    "org.springframework.data..",
    "org.springframework.jdbc..",
    "org.springframework.kafka..",
    "org.springframework.security..",
    "jakarta.servlet..",
    "jakarta.persistence..",
    "org.hibernate..",
    "tools.jackson..",
    "com.fasterxml.jackson..",
    "org.apache.kafka..",
    "io.lettuce..",
    "software.amazon..",
    "org.duckdb..",
    "ai.onnxruntime..",
    "io.grpc.."
  };

  private LayerRules() {}

  static List<ArchRule> of(String rootPackage) {
    return List.of(
        noClasses()
            .that(
                DescribedPredicate.describe(
                    "are of a feature's root",
                    (JavaClass type) -> Layers.isFeatureRoot(type, rootPackage)))
            .should(dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(TECHNOLOGY)))
            .as("feature roots are free of web, JPA, Jackson, Kafka, Redis and AWS types")
            .allowEmptyShould(true),
        classes()
            .should(notLeaveTheirAdapter())
            .as("adapters do not import each other, and roots do not import their adapters")
            .allowEmptyShould(true),
        classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .or()
            .areAssignableTo("org.springframework.data.repository.Repository")
            .should()
            .resideInAPackage("..jpa..")
            .andShould()
            .notBePublic()
            .as("entities and repositories never leave .jpa")
            .allowEmptyShould(true));
  }

  private static ArchCondition<JavaClass> notLeaveTheirAdapter() {
    return new ArchCondition<>("not use another adapter") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Optional<String> own = Layers.adapterOf(type);
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass used = dependency.getTargetClass();
          if (!used.getPackageName().startsWith("dev.thermocline.")) {
            continue;
          }
          Optional<String> other = Layers.adapterOf(used);
          if (other.isPresent()
              && !other.equals(own)
              && !(own.isPresent() && Layers.isSharedTool(other.get()))
              && isOurs(type, used)) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  /** A library's package of the same name is its interface, not an adapter of this module. */
  private static boolean isOurs(JavaClass type, JavaClass used) {
    return module(type).equals(module(used));
  }

  private static String module(JavaClass type) {
    String[] words = type.getPackageName().split("\\.", -1);
    return words.length > 2 ? words[2] : "";
  }
}
