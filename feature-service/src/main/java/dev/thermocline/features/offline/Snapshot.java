package dev.thermocline.features.offline;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a view's history. The view's state after it is the fold of all entries up to it.
 *
 * @param number counts the entries of a view from 1, without gaps
 * @param ingest the moment at which it was registered, in microseconds; rises with the number
 * @param schema the number of the view's schema that the files have
 */
public record Snapshot(
    String view,
    int viewNumber,
    long number,
    Change change,
    long ingest,
    int schema,
    List<SnapshotFile> files,
    Origin origin,
    String author,
    Instant at) {
  public Snapshot {
    files = List.copyOf(files);
  }

  public long rows() {
    return files.stream().mapToLong(SnapshotFile::rows).sum();
  }

  public Snapshot withFiles(List<SnapshotFile> others) {
    return new Snapshot(
        view, viewNumber, number, change, ingest, schema, others, origin, author, at);
  }

  /** What an entry does to the state before it. */
  public sealed interface Change {
    /** Adds the rows of its files. */
    record Append() implements Change {}

    /** Hides the earlier rows with an event time in the range, then adds its own. */
    record Replace(TimeRange range) implements Change {}

    /** Takes an earlier entry back, as if it had never been. */
    record Retract(long snapshot, String reason) implements Change {}

    /**
     * Says the same as the entries from one to another, in fewer files; nothing is added or hidden.
     * Its rows keep the number of the entry that they came with.
     */
    record Compact(long first, long last) implements Change {
      boolean covers(long number) {
        return number >= first && number <= last;
      }
    }

    /** Hides all earlier rows of some entities; values are in the order of the join keys. */
    record Delete(List<List<Object>> entities, String reason) implements Change {
      public Delete {
        entities = entities.stream().map(List::copyOf).toList();
      }
    }
  }

  /**
   * How its files came to be.
   *
   * @param source what they were made from, in words
   * @param ownLayout whether they have the columns that ingestion writes besides the view's
   * @param ordered whether within an entity each later event also became known later, without ties
   */
  public record Origin(String source, boolean ownLayout, boolean ordered, boolean ingestColumn) {
    public static final Origin NONE = new Origin("", true, true, false);
  }

  /** Whether it is of a stream, which adds small ones all the time. */
  public boolean isStreamed() {
    return change instanceof Change.Append && origin.ingestColumn();
  }

  /** The number of the entry that this one takes back, if it does. */
  public @Nullable Long retracted() {
    return change instanceof Change.Retract retract ? Long.valueOf(retract.snapshot()) : null;
  }
}
