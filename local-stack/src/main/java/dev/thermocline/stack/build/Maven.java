package dev.thermocline.stack.build;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the wrapper on the JDK that this program runs on. */
public final class Maven {
  private Maven() {}

  /** Quietly; what it says is shown only if it fails. */
  public static void run(Home home, List<String> arguments)
      throws IOException, InterruptedException {
    Path log = home.services().resolve("build.log");
    ProcessBuilder builder =
        command(home, arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    int code = builder.start().waitFor();
    if (code != 0) {
      List<String> errors =
          Files.readAllLines(log).stream()
              .filter(line -> line.contains("ERROR"))
              .filter(line -> !line.contains("[Help") && !line.strip().equals("[ERROR]"))
              .limit(25)
              .toList();
      throw new StackFailure(
          "build",
          "Maven ended with code " + code + ":\n    " + String.join("\n    ", errors),
          "repair it and start again (whole log: " + log + ")");
    }
  }

  /** In the foreground, with everything it says. */
  public static int show(Home home, List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = command(home, arguments).inheritIO();
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  private static ProcessBuilder command(Home home, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.checkout().resolve("mvnw").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.checkout().toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }
}
