package dev.thermocline.bench;

import java.util.List;

/**
 * The same work done by several, ours first.
 *
 * @param name what is done and by how many clients, as in {@code log_batch of 10, 16 clients}
 */
public record Contest(String name, List<Contender> contenders) {
  public Contest {
    contenders = List.copyOf(contenders);
  }
}
