package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.build.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Deletes everything that the platform keeps, if the user really wants that. */
final class ResetCommand implements Command {
  @Override
  public String summary() {
    return "Delete all data and secrets of this platform. Asks first.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline reset [--yes]

    Stops the platform and deletes its data, secrets and logs. Built services stay. --yes does
    not ask.
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    boolean sure = arguments.contains("--yes");
    if (arguments.size() > (sure ? 1 : 0)) {
      return Command.wrong("unknown: " + String.join(" ", arguments), "reset");
    }
    if (!sure && !confirmed(home)) {
      System.out.println("nothing was deleted");
      return 1;
    }
    if (!DownCommand.stop(home)) {
      return 1;
    }
    for (Path folder : List.of(home.folder().resolve("data"), home.secrets(), home.run())) {
      Folders.delete(folder);
    }
    Files.deleteIfExists(home.platformFile());
    System.out.println("deleted; the next `up` starts empty");
    return 0;
  }

  private static boolean confirmed(Home home) throws IOException {
    System.out.print(
        "Delete all runs, models, features and secrets in " + home.folder() + "? Type yes: ");
    System.out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return "yes".equals(answer);
  }
}
