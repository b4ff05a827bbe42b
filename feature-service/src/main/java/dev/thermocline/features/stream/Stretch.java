package dev.thermocline.features.stream;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages of one partition from one offset to another, without the latter. Files of its rows
 * are named after it.
 *
 * @param topicId tells the topic from others that had its name before; empty in what a file tells
 */
public record Stretch(String topic, String topicId, int partition, long from, long to) {
  private static final Pattern FILE =
      Pattern.compile("(?:.*/)?([^/]+)-(\\d+)-(\\d+)-(\\d+)-[0-9a-f]{64}\\.parquet");

  public static Stretch of(LogPartition partition, long from, long to) {
    return new Stretch(partition.topic(), partition.topicId(), partition.number(), from, to);
  }

  /** How the name of its files begins; their digest follows. */
  public String stem() {
    return "%s-%d-%d-%d".formatted(topic, partition, from, to);
  }

  /** The stretch that a file is named after, if it is after any. */
  public static Optional<Stretch> ofFile(String key) {
    Matcher name = FILE.matcher(key);
    return name.matches()
        ? Optional.of(
            new Stretch(
                name.group(1),
                "",
                Integer.parseInt(name.group(2)),
                Long.parseLong(name.group(3)),
                Long.parseLong(name.group(4))))
        : Optional.empty();
  }

  /** Within the transaction that names its files, which fails where another consumer was first. */
  public void claim(StreamOffsets offsets, Project project) {
    if (!offsets.advance(project, this)) {
      throw ThermoclineException.conflict(
          "Another consumer has %s-%d from %d on.".formatted(topic, partition, from));
    }
  }

  /** Whether its rows are in files, so that none will ever be named after it any more. */
  public boolean isOver(StreamOffsets offsets, Project project) {
    return offsets.next(project, topic, partition) > from;
  }
}
