package dev.thermocline.kit.project;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.regex.Pattern;

/**
 * The room that everything named lives in. Resolved once per request at the door; every table, key,
 * prefix and event carries it. {@code default} adds nothing to an outside name.
 */
public record Project(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])");

  // After NAME, which it is checked with.
  public static final Project DEFAULT = new Project("default");

  public Project {
    if (!NAME.matcher(name).matches()) {
      throw ThermoclineException.invalid(
          "A project's name has 2 to 63 of a-z, 0-9 and '-', with no '-' at either end.");
    }
  }

  public boolean isDefault() {
    return name.equals(DEFAULT.name());
  }

  /** What stands before a path in object storage: nothing for the default project. */
  public String pathPrefix() {
    return isDefault() ? "" : "projects/" + name + "/";
  }
}
