package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What stands behind the script of the same name: one word, one command. */
final class Thermocline {
  private Thermocline() {}

  /** The first argument is the checkout; the script gives it. */
  static void main(String[] arguments) throws InterruptedException {
    Home home = Home.of(Path.of(arguments[0]), System.getenv());
    List<String> words = Arrays.asList(arguments).subList(1, arguments.length);
    try {
      System.exit(run(home, words));
    } catch (StackFailure e) {
      System.err.println(e.getMessage());
      for (Throwable other : e.getSuppressed()) {
        System.err.println(other.getMessage());
      }
    } catch (IOException e) {
      System.err.println("thermocline: " + Failures.inWords(e));
    }
    System.exit(1);
  }

  private static int run(Home home, List<String> words) throws IOException, InterruptedException {
    Map<String, Command> commands = Commands.all();
    if (words.isEmpty() || List.of("help", "--help", "-h").contains(words.getFirst())) {
      System.out.print(Help.overview(commands));
      return words.isEmpty() ? 2 : 0;
    }
    Command command = commands.get(words.getFirst());
    if (command == null) {
      System.err.println(
          "thermocline: there is no command '"
              + words.getFirst()
              + "'. ./thermocline --help lists"
              + " those there are.");
      return 2;
    }
    List<String> rest = words.subList(1, words.size());
    if (rest.contains("--help") || rest.contains("-h")) {
      System.out.print(command.help());
      return 0;
    }
    return command.run(home, rest);
  }
}
