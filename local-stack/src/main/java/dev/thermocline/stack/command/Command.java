package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import java.io.IOException;
import java.util.List;

/** One word of the command line. */
interface Command {
  /** In one line. */
  String summary();

  /** Everything about it. */
  String help();

  /**
   * Carries it out.
   *
   * @return the exit code: 0 for done, 1 for failed, 2 for a wrong command line
   */
  int run(Home home, List<String> arguments) throws IOException, InterruptedException;

  /** Tells what is wrong with the command line. */
  static int wrong(String what, String command) {
    System.err.println(
        "thermocline "
            + command
            + ": "
            + what
            + ". ./thermocline "
            + command
            + " --help tells more.");
    return 2;
  }
}
