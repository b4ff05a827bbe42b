package dev.thermocline.bench;

import java.util.List;

/**
 * The same work done by several, ours first.
 *
 * @param name what is done and by how many clients, as in {@code log_batch of 10, 16 clients}
 * @param unit what the figures count: something a second, or bytes of something
 */
public record Contest(String name, List<Contender> contenders, String unit) {
  public Contest {
    contenders = List.copyOf(contenders);
  }

  public Contest(String name, List<Contender> contenders) {
    this(name, contenders, "/s");
  }
}
