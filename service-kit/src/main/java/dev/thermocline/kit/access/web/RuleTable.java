package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.AccessRules;
import dev.thermocline.kit.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The table of a service, and after it the few routes that every service has. Paths are taken apart
 * by the same parser that later chooses the handler, so no spelling of a path means one thing here
 * and another there.
 */
public final class RuleTable {
  private static final AccessRules SHARED =
      AccessRules.builder()
          .open("GET", "/")
          .open("GET", "/livez")
          .open("GET", "/readyz")
          .open("GET", "/v3/api-docs")
          .open("GET", "/v3/api-docs.yaml")
          .allow(Role.READER, "GET", "/actuator/prometheus")
          .build();

  private record Line(AccessRules.Rule rule, PathPattern pattern) {}

  private final List<Line> lines = new ArrayList<>();

  public RuleTable(AccessRules rules) {
    PathPatternParser parser = new PathPatternParser();
    for (AccessRules table : List.of(rules, SHARED)) {
      for (AccessRules.Rule rule : table.rules()) {
        lines.add(new Line(rule, parser.parse(rule.pattern())));
      }
    }
  }

  /** Every line in the order in which they are tried. */
  public List<AccessRules.Rule> rules() {
    return lines.stream().map(Line::rule).toList();
  }

  /** The first rule that fits; nothing where the route is closed to everybody. */
  public AccessRules.@Nullable Rule find(String method, PathContainer path) {
    String asked = method.equals("HEAD") || method.equals("OPTIONS") ? "GET" : method;
    for (Line line : lines) {
      if (line.pattern().matches(path) && fits(line.rule(), asked)) {
        return line.rule();
      }
    }
    return null;
  }

  /** The methods that have a rule for the path, for the answer to a wrong one. */
  public Set<String> methods(PathContainer path) {
    Set<String> methods = new TreeSet<>();
    for (Line line : lines) {
      if (line.pattern().matches(path)) {
        methods.add(line.rule().method());
      }
    }
    return methods;
  }

  private static boolean fits(AccessRules.Rule rule, String method) {
    return rule.method().equals("*") || rule.method().equals(method);
  }
}
