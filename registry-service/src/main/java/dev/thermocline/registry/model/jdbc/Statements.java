package dev.thermocline.registry.model.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Statements that are sent together and run one after the other, in one round trip. */
final class Statements {
  private final List<String> texts = new ArrayList<>();
  private final List<Object> arguments = new ArrayList<>();

  void add(String text, Object... arguments) {
    texts.add(text);
    this.arguments.addAll(Arrays.asList(arguments));
  }

  /** How many rows the first of them changed; none where there is none. */
  int run(JdbcTemplate jdbc) {
    return texts.isEmpty() ? 0 : jdbc.update(String.join(";\n", texts), arguments.toArray());
  }
}
