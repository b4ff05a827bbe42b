package dev.thermocline.stack.command;

import java.util.LinkedHashMap;
import java.util.Map;

/** All commands, in the order in which people meet them. */
final class Commands {
  private Commands() {}

  static Map<String, Command> all() {
    Map<String, Command> commands = new LinkedHashMap<>();
    commands.put("up", new UpCommand());
    commands.put("status", new StatusCommand());
    commands.put("logs", new LogsCommand());
    commands.put("down", new DownCommand());
    commands.put(
        "demo",
        new ScriptCommand(
            "demo",
            "Show the platform at work, from training to a prediction that is never stale.",
            "demo/run"));
    commands.put("features", new FeaturesCommand());
    commands.put("test", new TestCommand());
    commands.put("verify", new VerifyCommand());
    commands.put(
        "bench",
        new ScriptCommand(
            "bench", "Measure the running platform, or the hot code by itself.", "benchmarks/run"));
    commands.put("reset", new ResetCommand());
    return commands;
  }
}
