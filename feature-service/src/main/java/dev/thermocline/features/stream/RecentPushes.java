package dev.thermocline.features.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Rows that this process pushed a moment ago and that are where they were pushed to: the reader of
 * the log takes them from here, and neither reads nor writes them again. A row that is not here any
 * more, or never was, costs only that work. Thread-safe.
 */
@Component
public class RecentPushes {
  private static final int MOST = 1 << 13;
  private static final int LONGEST = 1000;
  private static final long LOOK_AGAIN_NANOS = 50_000;

  /** A push that takes longer fails, or is given up here. */
  private static final long LONGEST_PUSH_NANOS = Duration.ofSeconds(2).toNanos();

  private final AtomicReferenceArray<@Nullable Recent> recent = new AtomicReferenceArray<>(MOST);

  private record Recent(String topic, List<PlacedRow> rows, Push push) {
    boolean isOf(String asked, PushLog.Appended place) {
      return rows.getFirst().place().equals(place) && topic.equals(asked);
    }
  }

  /** Messages that are appended to the log, on their way to where they were pushed to. */
  public final class Push {
    private final String topic;
    private volatile @Nullable Boolean succeeded;

    private Push(String topic) {
      this.topic = topic;
    }

    /** Tells what one message is for each view; long ones are not worth their memory. */
    void add(List<PlacedRow> rows, int length) {
      if (length <= LONGEST) {
        recent.set(slot(topic, rows.getFirst().place()), new Recent(topic, rows, this));
      }
    }

    /** All rows are where they were pushed to, or some may not be. */
    void end(boolean success) {
      succeeded = success;
    }
  }

  /** To be ended, whatever happens. */
  Push begin(String topic) {
    return new Push(topic);
  }

  /**
   * Takes what a message is for each view, once it is where it was pushed to.
   *
   * @param nanos how long to wait for a push whose messages are appended and that does not say so
   * @return null where it is not known
   */
  public @Nullable List<PlacedRow> take(String topic, PushLog.Appended place, long nanos) {
    int slot = slot(topic, place);
    Recent found = find(slot, topic, place);
    for (long since = System.nanoTime();
        found == null && System.nanoTime() - since < nanos;
        found = find(slot, topic, place)) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    if (found == null) {
      return null;
    }
    recent.compareAndSet(slot, found, null);
    return succeeds(found.push()) ? found.rows() : null;
  }

  private static boolean succeeds(Push push) {
    long since = System.nanoTime();
    while (push.succeeded == null && System.nanoTime() - since < LONGEST_PUSH_NANOS) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return Boolean.TRUE.equals(push.succeeded);
  }

  private @Nullable Recent find(int slot, String topic, PushLog.Appended place) {
    Recent found = recent.get(slot);
    return found != null && found.isOf(topic, place) ? found : null;
  }

  private static int slot(String topic, PushLog.Appended place) {
    int hash = topic.hashCode() * 31 + place.partition();
    return (hash * 0x9E3779B9 + (int) place.offset()) & (MOST - 1);
  }
}
