package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.platform.PartState;
import dev.thermocline.stack.platform.PlatformState;
import dev.thermocline.stack.platform.Processes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Says of each part whether it is up, since when, in which version, with how much memory. */
final class StatusCommand implements Command {
  private static final int NOT_ALL_UP = 3;

  @Override
  public String summary() {
    return "Say of each part whether it is up, since when, its memory and URL.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline status [--json]

    Exits with 0 if every part is up, with 3 if one is not. Memory is what a part would free by
    ending (PSS where the system tells it, else the resident set).
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException {
    boolean json = arguments.contains("--json");
    if (arguments.size() > (json ? 1 : 0)) {
      return Command.wrong("unknown: " + String.join(" ", arguments), "status");
    }
    Optional<PlatformState> found = PlatformState.find(home.run());
    if (found.isEmpty()) {
      System.out.println(
          json ? "{\"phase\":\"never started\",\"parts\":[]}" : "never started; ./thermocline up");
      return NOT_ALL_UP;
    }
    PlatformState state = found.get();
    String phase = phase(state);
    List<Line> lines = new ArrayList<>();
    for (PartState part : state.parts()) {
      lines.add(line(part, state.isSupervised()));
    }
    if (state.isSupervised()) {
      lines.add(
          new Line(
              "supervisor",
              "up",
              state.since(),
              "",
              Processes.memoryAlone(state.supervisor()),
              "",
              null));
    }
    boolean allUp =
        phase.equals("up")
            && lines.stream().allMatch(line -> List.of("up", "elsewhere").contains(line.state()));
    System.out.print(json ? json(phase, allUp, lines) : table(phase, lines));
    if (!json && phase.equals("up")) {
      StreamsLine.read(home).ifPresent(System.out::println);
    }
    return allUp ? 0 : NOT_ALL_UP;
  }

  private static String phase(PlatformState state) {
    if (state.isSupervised() || state.phase().equals("stopped")) {
      return state.phase();
    }
    return "the supervisor was killed, and everything stopped with it";
  }

  private static Line line(PartState part, boolean supervised) {
    boolean alive = part.state().equals("up") && Processes.isRunning(part.pid(), part.since());
    String state = part.state();
    if (state.equals("up") && !alive) {
      state = supervised ? "died" : "stopped";
    }
    return new Line(
        part.name(),
        state,
        alive ? part.since() : null,
        part.version(),
        alive ? Processes.memory(part.pid()) : 0,
        part.url(),
        part.ended());
  }

  private static String table(String phase, List<Line> lines) {
    StringBuilder text = new StringBuilder();
    text.append("platform: ").append(phase).append('\n');
    long total = 0;
    for (Line line : lines) {
      total += line.memory();
      text.append(
          "  %-15s %-9s %9s %7s  %-26s %s%n"
              .formatted(
                  line.name(),
                  line.state(),
                  line.since() == null ? "" : age(line.since()),
                  line.memory() == 0 ? "" : (line.memory() >> 20) + " MB",
                  line.version(),
                  line.ended() == null ? line.url() : line.ended()));
    }
    if (total > 0) {
      text.append("  %-15s %-9s %9s %7s%n".formatted("together", "", "", (total >> 20) + " MB"));
    }
    if (lines.stream().anyMatch(line -> line.state().equals("died"))) {
      text.append("./thermocline up starts what has died; ./thermocline logs PART tells why.\n");
    }
    return text.toString();
  }

  private static String json(String phase, boolean allUp, List<Line> lines) {
    List<Map<String, @Nullable Object>> parts = new ArrayList<>();
    for (Line line : lines) {
      Map<String, @Nullable Object> part = new LinkedHashMap<>();
      part.put("name", line.name());
      part.put("state", line.state());
      part.put("since", line.since() == null ? null : line.since().toString());
      part.put("version", line.version());
      part.put("memoryBytes", line.memory());
      part.put("url", line.url());
      part.put("ended", line.ended());
      parts.add(part);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("phase", phase);
    all.put("allUp", allUp);
    all.put("parts", parts);
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
  }

  private static String age(Instant since) {
    Duration age = Duration.between(since, InstantSource.system().instant());
    if (age.toHours() > 0) {
      return age.toHours() + "h" + age.toMinutesPart() + "m";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m" + age.toSecondsPart() + "s"
        : Math.max(0, age.toSeconds()) + "s";
  }

  private record Line(
      String name,
      String state,
      @Nullable Instant since,
      String version,
      long memory,
      String url,
      @Nullable String ended) {}
}
