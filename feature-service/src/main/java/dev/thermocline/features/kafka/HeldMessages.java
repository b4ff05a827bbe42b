package dev.thermocline.features.kafka;

import dev.thermocline.features.stream.LogPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Messages of one partition that were read and are in no file yet. */
final class HeldMessages<T> {
  final LogPartition partition;
  private List<T> kept = new ArrayList<>();
  private long from;
  private long to;
  private long bytes;
  private long since;
  private long rollingMessages;
  private long rollingBytes;
  private @Nullable Future<?> rolling;

  HeldMessages(LogPartition partition, long from) {
    this.partition = partition;
    this.from = from;
    this.to = from;
  }

  /** Where what belongs into files is added. */
  List<T> kept() {
    return kept;
  }

  void advance(long offset, int size) {
    if (offset < to) {
      throw new IllegalStateException(
          "%s-%d began again at %d after %d"
              .formatted(partition.topic(), partition.number(), offset, to));
    }
    if (to == from) {
      since = System.nanoTime();
    }
    to = offset + 1;
    bytes += size;
  }

  /** All of them, also those that are being rolled. */
  long messages() {
    return waitingMessages() + rollingMessages;
  }

  long bytes() {
    return waitingBytes() + rollingBytes;
  }

  long waitingMessages() {
    return to - from;
  }

  long waitingBytes() {
    return bytes;
  }

  boolean isDue(long nanos, int rows, long most) {
    return to > from
        && rolling == null
        && (System.nanoTime() - since > nanos || kept.size() >= rows || bytes >= most);
  }

  boolean isRollable() {
    return to > from && rolling == null;
  }

  /** Takes out what is held, to be rolled. */
  TopicWork.Cut<T> cut() {
    TopicWork.Cut<T> cut = new TopicWork.Cut<>(partition, from, to, kept);
    rollingMessages = to - from;
    rollingBytes = bytes;
    from = to;
    bytes = 0;
    kept = new ArrayList<>();
    return cut;
  }

  void rollsIn(Future<?> future) {
    rolling = future;
  }

  @Nullable Future<?> rolling() {
    return rolling;
  }

  /** Messages that are in files now. */
  long rolled() {
    long messages = rollingMessages;
    rolling = null;
    rollingMessages = 0;
    rollingBytes = 0;
    return messages;
  }
}
