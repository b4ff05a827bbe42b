package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command that a script of another room carries out, with this JDK. */
final class ScriptCommand implements Command {
  private final String name;
  private final String summary;
  private final String script;

  ScriptCommand(String name, String summary, String script) {
    this.name = name;
    this.summary = summary;
    this.script = script;
  }

  @Override
  public String summary() {
    return summary;
  }

  @Override
  public String help() {
    return "usage: ./thermocline " + name + " [ARGUMENTS of " + script + "]\n\n" + summary + "\n";
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    Path program = home.checkout().resolve(script);
    if (!Files.isExecutable(program)) {
      System.err.println("thermocline " + name + ": this checkout has no " + script + " yet");
      return 2;
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.checkout().toFile()).inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start().waitFor();
  }
}
