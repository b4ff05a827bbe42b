package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.build.Maven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The gate: everything that must hold before a change is taken. */
final class TestCommand implements Command {
  private static final String SERVERS = "THERMOCLINE_TEST_SERVERS";

  @Override
  public String summary() {
    return "Build and run all tests; the last line counts them.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline test [ARGUMENTS for Maven]

    Runs `mvnw verify` (unit, contract and architecture tests against real servers), then the
    short form of acceptance/run. The servers of the tests are started once for the whole run;
    THERMOCLINE_TEST_SERVERS=docker|local|FILE chooses them. With arguments, as in
        `test -pl hot-store -am`, only Maven's part runs. The last line is `N passed, N failed`.
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    long start = System.currentTimeMillis();
    int maven = maven(home, arguments);
    TestCount count = SurefireReports.count(home.checkout(), start, System.out);
    if (maven != 0 && count.failed() == 0) {
      // A module that does not compile, breaks a rule of the build, or whose JVM crashed.
      count = count.plus(new TestCount(0, 1));
    }
    if (maven == 0 && count.passed() == 0) {
      System.out.println("no test has run");
      count = count.plus(new TestCount(0, 1));
    }
    for (List<String> script : arguments.isEmpty() ? scripts(home) : List.<List<String>>of()) {
      ScriptRun run = ScriptRun.of(home.checkout(), script, Map.of(), null);
      count = count.plus(run.count());
    }
    System.out.println(count);
    return count.failed() == 0 ? 0 : 1;
  }

  private static int maven(Home home, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> goals = new ArrayList<>(List.of("-B", "-ntp", "-T2", "--fail-at-end", "verify"));
    goals.addAll(arguments);
    Map<String, String> environment = new HashMap<>();
    String chosen = System.getenv().getOrDefault(SERVERS, "auto");
    boolean docker =
        chosen.equals("docker") || (chosen.equals("auto") && ServersOfTests.dockerListens());
    if (!docker && !chosen.equals("auto") && !chosen.equals("local")) {
      return Maven.show(home, goals, environment);
    }
    try (ServersOfTests servers = docker ? ServersOfTests.docker(home) : ServersOfTests.local()) {
      System.out.println("servers of the tests: " + (docker ? "containers" : "local stack"));
      environment.put(SERVERS, servers.addresses().toString());
      return Maven.show(home, goals, environment);
    }
  }

  /** What belongs to the gate beside Maven's tests, where this checkout has it. */
  private static List<List<String>> scripts(Home home) {
    List<List<String>> scripts = new ArrayList<>();
    Path acceptance = home.checkout().resolve("acceptance/run");
    if (Files.isExecutable(acceptance)) {
      scripts.add(List.of(acceptance.toString()));
    }
    return scripts;
  }
}
