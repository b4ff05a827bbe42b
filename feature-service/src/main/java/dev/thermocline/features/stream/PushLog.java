package dev.thermocline.features.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log that pushes are kept in before anything else happens to them. Appended means on the disks
 * of every replica that is in sync. Thread-safe.
 */
public interface PushLog {
  /**
   * Appends messages in their order.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException UNAVAILABLE when it is not certain that
   *     all of them are kept
   */
  List<Appended> append(String topic, List<Message> messages);

  /** Makes a topic that may be missing. */
  void ensure(String topic);

  /**
   * One row.
   *
   * @param key names the entity, so that its rows keep their order
   * @param pushKey tells a repeated push, if the caller gave one
   */
  record Message(String key, String json, Target target, @Nullable String pushKey) {}

  /**
   * Where a message came to stand.
   *
   * @param ingest the broker's time in microseconds, made distinct within a millisecond
   */
  record Appended(int partition, long offset, long ingest) {
    private static final int MICROS = 1000;

    /** Of the broker's milliseconds; every reader of the log makes the same of them. */
    public static Appended at(int partition, long offset, long brokerMillis) {
      return new Appended(partition, offset, brokerMillis * MICROS + offset % MICROS);
    }
  }
}
