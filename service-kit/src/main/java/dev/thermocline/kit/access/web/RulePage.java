package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.AccessRules;
import java.util.Locale;

/** The table of a service as a page for people. */
public final class RulePage {
  private RulePage() {}

  public static String markdown(RuleTable table) {
    StringBuilder page = new StringBuilder("| method | path | who |\n|---|---|---|\n");
    for (AccessRules.Rule rule : table.rules()) {
      String who = rule.open() ? "everybody" : rule.role().name().toLowerCase(Locale.ROOT);
      String method = rule.method().equals("*") ? "any" : rule.method();
      page.append("| ").append(method).append(" | `").append(rule.pattern());
      page.append("` | ").append(who).append(" |\n");
    }
    return page.toString();
  }
}
