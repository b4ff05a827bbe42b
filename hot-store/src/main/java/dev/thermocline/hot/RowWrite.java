package dev.thermocline.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Collectors;

/** One row on its way to Redis, and under which condition it replaces what stands there. */
public final class RowWrite {
  /** When a row is written; never over a newer one, but for the last rule's own case. */
  public sealed interface Rule {
    /** Where there is no row, or an older one. */
    record Newer() implements Rule {}

    /** Over an older row only: for rows that are past their ttl already. */
    record OverOlder() implements Rule {}

    /** As {@link Newer}, and in place of any row that came from one of these snapshots. */
    record InPlaceOf(List<SnapshotRange> taken) implements Rule {
      public InPlaceOf {
        taken = List.copyOf(taken);
        if (taken.isEmpty()) {
          throw new IllegalArgumentException("Name the snapshots whose rows were taken away");
        }
      }
    }

    /** Removes exactly this row, if it is the one that stands there. */
    record Removal() implements Rule {}
  }

  /** Snapshots from one number to another, both included. */
  public record SnapshotRange(long first, long last) {}

  private static final byte[] NEWER = {'w'};
  private static final byte[] OVER_OLDER = {'o'};
  private static final byte[] REMOVAL = {'x'};

  private final int view;
  private final Rule rule;
  private final byte[] packed;

  /**
   * A row.
   *
   * @param view the view's number
   * @param packed the row
   */
  public RowWrite(int view, Rule rule, byte[] packed) {
    this.view = view;
    this.rule = rule;
    this.packed = packed;
  }

  int view() {
    return view;
  }

  byte[] packed() {
    return packed;
  }

  /** The usual write. */
  public static RowWrite newer(int view, byte[] packed) {
    return new RowWrite(view, new Rule.Newer(), packed);
  }

  /** A write of a row that is past its ttl already. */
  public static RowWrite overOlder(int view, byte[] packed) {
    return new RowWrite(view, new Rule.OverOlder(), packed);
  }

  /** Whether it is of the same view, under the same condition. */
  boolean isLike(RowWrite other) {
    return view == other.view && rule.equals(other.rule);
  }

  byte[] ruleArgument() {
    return switch (rule) {
      case Rule.Newer() -> NEWER;
      case Rule.OverOlder() -> OVER_OLDER;
      case Rule.Removal() -> REMOVAL;
      case Rule.InPlaceOf(List<SnapshotRange> taken) ->
          taken.stream()
              .map(range -> range.first() + "-" + range.last())
              .collect(Collectors.joining(","))
              .getBytes(UTF_8);
    };
  }
}
