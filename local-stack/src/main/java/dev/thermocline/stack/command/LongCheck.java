package dev.thermocline.stack.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A script in a folder `checks` of a room.
 *
 * @param shows its first comment line: what it shows
 * @param weight how many shares of the common time it asks for
 */
record LongCheck(Path script, String shows, int weight) {
  private static final Pattern WEIGHT = Pattern.compile("# weight: ([1-9]\\d?)");

  /** The checks of a checkout by their names. */
  static Map<String, LongCheck> all(Path checkout) throws IOException {
    Map<String, LongCheck> checks = new TreeMap<>();
    List<Path> rooms;
    try (Stream<Path> all = Files.list(checkout)) {
      rooms = all.map(room -> room.resolve("checks")).filter(Files::isDirectory).toList();
    }
    for (Path room : rooms) {
      try (Stream<Path> files = Files.list(room)) {
        for (Path file : files.filter(Files::isRegularFile).filter(Files::isExecutable).toList()) {
          checks.put(file.getFileName().toString(), of(file));
        }
      }
    }
    return checks;
  }

  static LongCheck of(Path script) throws IOException {
    String shows = "";
    int weight = 1;
    for (String line : Files.readAllLines(script)) {
      Matcher asks = WEIGHT.matcher(line);
      if (asks.matches()) {
        weight = Integer.parseInt(asks.group(1));
      } else if (shows.isEmpty() && line.startsWith("#") && !line.startsWith("#!")) {
        shows = line.replaceFirst("^#+\\s*", "");
      }
    }
    return new LongCheck(script, shows, weight);
  }

  /** What the first of these may take of the time that is left for all of them. */
  static Duration shareOfFirst(Duration left, List<LongCheck> coming) {
    int all = coming.stream().mapToInt(LongCheck::weight).sum();
    return left.multipliedBy(coming.getFirst().weight()).dividedBy(all);
  }
}
