package dev.thermocline.stack.command;

import java.util.Map;

/** What {@code ./thermocline --help} says. */
final class Help {
  private Help() {}

  static String overview(Map<String, Command> commands) {
    StringBuilder text =
        new StringBuilder("usage: ./thermocline COMMAND   (COMMAND --help tells more)\n\n");
    commands.forEach(
        (name, command) -> text.append("  %-9s %s%n".formatted(name, command.summary())));
    return text.append(
            """

            Data, secrets and logs lie in .thermocline/, or where THERMOCLINE_HOME says.
            """)
        .toString();
  }
}
