package dev.thermocline.stack.command;

import dev.thermocline.stack.Home;
import dev.thermocline.stack.process.LogTail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Prints what the parts wrote. */
final class LogsCommand implements Command {
  private static final int LINES = 60;
  private static final int LINES_OF_ALL = 12;

  @Override
  public String summary() {
    return "Print the end of a part's log, or of all; -f follows.";
  }

  @Override
  public String help() {
    return """
    usage: ./thermocline logs [PART] [-f]

    PART is a name from `status`. -f goes on printing until Ctrl-C.
    """;
  }

  @Override
  public int run(Home home, List<String> arguments) throws IOException, InterruptedException {
    boolean follow = arguments.contains("-f");
    List<String> names = arguments.stream().filter(word -> !word.equals("-f")).toList();
    Map<String, Path> logs = new LinkedHashMap<>();
    if (Files.isDirectory(home.logs())) {
      try (Stream<Path> files = Files.list(home.logs())) {
        files
            .filter(file -> file.toString().endsWith(".log"))
            .sorted()
            .forEach(
                file -> logs.put(file.getFileName().toString().replaceFirst("\\.log$", ""), file));
      }
    }
    if (names.size() > 1 || (names.size() == 1 && !logs.containsKey(names.getFirst()))) {
      return Command.wrong(
          "no log of '"
              + String.join(" ", names)
              + "'; there are: "
              + String.join(", ", logs.keySet()),
          "logs");
    }
    logs.keySet().removeIf(name -> !names.isEmpty() && !name.equals(names.getFirst()));
    boolean several = logs.size() > 1;
    Map<Path, Long> read = new LinkedHashMap<>();
    logs.forEach((name, log) -> {
      read.put(log, log.toFile().length());
      LogTail.lines(log, 0, several ? LINES_OF_ALL : LINES)
          .forEach(line -> System.out.println(several ? name + " | " + line : line));
    });
    while (follow) {
      for (Map.Entry<String, Path> log : logs.entrySet()) {
        follow(several ? log.getKey() + " | " : "", log.getValue(), read);
      }
      Thread.sleep(200);
    }
    return 0;
  }

  private static void follow(String prefix, Path log, Map<Path, Long> read) throws IOException {
    long from = read.getOrDefault(log, 0L);
    long length = Files.size(log);
    if (length <= from) {
      read.put(log, length);
      return;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(from);
      bytes = in.readNBytes((int) Math.min(length - from, 1 << 20));
    }
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    read.put(log, from + whole);
    new String(bytes, 0, whole, java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> System.out.println(prefix + line));
  }
}
