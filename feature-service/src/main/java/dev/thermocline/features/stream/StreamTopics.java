package dev.thermocline.features.stream;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of topics, without the prefix of the installation. */
public final class StreamTopics {
  /** Every topic of rows; its groups are the sort, the project and the source or view. */
  public static final String ROWS =
      "thermocline\\.(pushes|writes)\\.([a-z0-9-]+)\\.([A-Za-z0-9_]+)";

  private static final Pattern PATTERN = Pattern.compile(ROWS);

  private StreamTopics() {}

  public static String ofSource(Project project, String source) {
    return "thermocline.pushes." + project.name() + "." + source;
  }

  public static String ofView(Project project, String view) {
    return "thermocline.writes." + project.name() + "." + view;
  }

  public static String ofDead(Project project, String name) {
    return "thermocline.dead." + project.name() + "." + name;
  }

  public static boolean isRows(String topic) {
    return PATTERN.matcher(topic).matches();
  }

  /** What a topic of rows carries. */
  public static Origin origin(String topic) {
    Matcher matcher = PATTERN.matcher(topic);
    if (!matcher.matches()) {
      throw ThermoclineException.invalid("'" + topic + "' is no topic of rows.");
    }
    return new Origin(
        matcher.group(1).equals("pushes"), new Project(matcher.group(2)), matcher.group(3));
  }

  /** A push source, or a view that is written to. */
  public record Origin(boolean isPush, Project project, String name) {}
}
