package dev.thermocline.features.kafka;

import dev.thermocline.features.stream.LogPartition;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is done with the messages of some topics. Called by one thread, but for {@link #roll}, which
 * has one of its own. Topics are named without the prefix of the installation.
 *
 * @param <T> what becomes part of a file
 */
public interface TopicWork<T> {
  /** Names the loop, its group and its metrics. */
  String name();

  /** The topics, as a regular expression. */
  String topics();

  /** Whether messages may wait up to half a second at Kafka until it has many of them. */
  default boolean isPatient() {
    return false;
  }

  /** The first message of a partition that is in no file; none of a topic made again is. */
  long begin(LogPartition partition);

  /** Takes one message; what of it belongs into a file is added to {@code kept}. */
  void read(String topic, ConsumerRecord<byte[], byte[]> record, List<T> kept);

  /** Finishes what the last messages asked for besides files. Returns when it is done. */
  void settle();

  /**
   * Brings the messages from one offset to another, without the latter, into files for good, and
   * moves the partition on in the same transaction.
   */
  void roll(Cut<T> cut);

  /** Messages of one partition that follow each other, and what of them belongs into files. */
  record Cut<T>(LogPartition partition, long from, long to, List<T> kept) {
    public Cut {
      kept = List.copyOf(kept);
    }
  }
}
