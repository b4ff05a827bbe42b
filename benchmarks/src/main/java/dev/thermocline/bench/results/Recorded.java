package dev.thermocline.bench.results;

import dev.thermocline.bench.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One recorded run, as its file holds it.
 *
 * @param name of the file, without its ending
 * @param at when it ended
 * @param notes what else was told, a line each
 */
record Recorded(
    String name,
    String at,
    int rounds,
    Map<String, String> machine,
    String commit,
    List<String> notes,
    List<Figure> figures) {
  Recorded {
    machine = Map.copyOf(machine);
    notes = List.copyOf(notes);
    figures = List.copyOf(figures);
  }

  /** All that lie in a folder, by the names of their files. */
  static List<Recorded> all(Path folder) throws IOException {
    List<Recorded> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        ObjectNode run = (ObjectNode) JsonMapper.shared().readTree(file.toFile());
        String name = file.getFileName().toString().replace(".json", "");
        all.add(JsonMapper.shared().treeToValue(run.put("name", name), Recorded.class));
      }
    }
    return all;
  }

  String suite() {
    return figures.getFirst().suite();
  }

  Optional<Figure> find(String suite, String contest, String contender) {
    return figures.stream()
        .filter(figure ->
            figure.suite().equals(suite)
                && figure.contest().equals(contest)
                && figure.contender().equals(contender))
        .findFirst();
  }
}
