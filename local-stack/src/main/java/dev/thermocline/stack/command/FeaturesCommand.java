package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.build.ServiceBuilds;
import dev.thermocline.stack.process.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Prints what Redis holds of one entity, in readable form. */
final class FeaturesCommand implements Command {
  /** The room that owns the bytes also prints them. */
  private static final String PRINTER = "dev.thermocline.hot.ShowFeatures";

  @Override
  public String summary() {
    return "features show ENTITY ID...: print an entity's online features.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline features show [--project NAME] ENTITY ID...

    Prints what Redis holds of one entity, as in `features show patient 123`. Several join keys
    follow in the order of their names. THERMOCLINE_REDIS_FEATURES_URL names another Redis than
    that of the running platform.
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    if (arguments.isEmpty() || !arguments.getFirst().equals("show")) {
      return Command.wrong("it knows `show`", "features");
    }
    String url = System.getenv("THERMOCLINE_REDIS_FEATURES_URL");
    if (url == null) {
      if (!Files.exists(home.platformFile())) {
        System.err.println(
            "thermocline features: nothing is running; ./thermocline up, or name a Redis with"
                + " THERMOCLINE_REDIS_FEATURES_URL");
        return 1;
      }
      url =
          JsonMapper.shared()
              .readTree(Files.readString(home.platformFile()))
              .path("redis")
              .path("features")
              .asString();
    }
    Path jar = new ServiceBuilds(home, System.err::println).upToDate().get(1).jar();
    List<String> command =
        new ArrayList<>(
            List.of(
                Jdk.java(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=dev/thermocline/hot/show-logback.xml",
                "-cp",
                jar + ":" + jar.resolveSibling("lib") + "/*",
                PRINTER));
    command.addAll(arguments.subList(1, arguments.size()));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("THERMOCLINE_REDIS_FEATURES_URL", url);
    return builder.start().waitFor();
  }
}
