package dev.thermocline.kit.access;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of a service: which role a route asks for. The first rule that fits decides; a route
 * that no rule fits is refused. Each service has exactly one, as a bean.
 *
 * @param rules in the order in which they are tried
 */
public record AccessRules(List<Rule> rules) {
  public AccessRules {
    rules = List.copyOf(rules);
  }

  /**
   * One line of the table.
   *
   * @param method an HTTP method, or {@code *}
   * @param pattern a Spring path pattern such as {@code /api/v1/models/**}
   * @param role what the caller's token must cover
   * @param open whether the route answers without any token
   */
  public record Rule(String method, String pattern, Role role, boolean open) {}

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the lines of a table in order. */
  public static final class Builder {
    private final List<Rule> rules = new ArrayList<>();

    private Builder() {}

    /** Answers without a token. */
    public Builder open(String method, String pattern) {
      rules.add(new Rule(method, pattern, Role.READER, true));
      return this;
    }

    public Builder allow(Role role, String method, String pattern) {
      rules.add(new Rule(method, pattern, role, false));
      return this;
    }

    public AccessRules build() {
      return new AccessRules(rules);
    }
  }
}
