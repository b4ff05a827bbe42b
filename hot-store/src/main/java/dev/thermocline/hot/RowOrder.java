package dev.thermocline.hot;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The one total order of an entity's rows in a view; the greater one is the newer. Event time
 * decides, then created time (none is lowest), then ingest time, then the content: schema number
 * and digest of the values. Two rows that are equal here hold the same values, so the order in
 * which rows are written, and how often, never matters. {@code write.lua} is the same order in
 * Redis; a test holds the two together.
 */
public final class RowOrder implements Comparable<RowOrder> {
  private static final Comparator<RowTimes> BY_TIMES =
      Comparator.comparingLong(RowTimes::event)
          .thenComparingLong(RowTimes::created)
          .thenComparingLong(RowTimes::ingest);

  private final RowTimes times;
  private final RowHeader header;
  private final byte[] packed;

  private RowOrder(byte[] packed) {
    this.packed = packed;
    this.header = RowHeader.read(packed);
    this.times = new RowTimes(header.event(), header.created(), header.ingest());
  }

  /** The place of a packed row. */
  public static RowOrder of(byte[] packed) {
    return new RowOrder(packed);
  }

  public boolean isNewerThan(RowOrder other) {
    return compareTo(other) > 0;
  }

  /** The order as far as the times alone decide it; 0 means that the contents must. */
  public static int compareTimes(RowTimes one, RowTimes other) {
    return BY_TIMES.compare(one, other);
  }

  @Override
  public int compareTo(RowOrder other) {
    int byTimes = BY_TIMES.compare(times, other.times);
    if (byTimes != 0) {
      return byTimes;
    }
    int bySchema = Integer.compare(header.schema(), other.header.schema());
    return bySchema != 0 ? bySchema : Arrays.compareUnsigned(digest(), other.digest());
  }

  /** Provenance stays out of it: one row may come by stream and again from the file it went to. */
  private byte[] digest() {
    MessageDigest sha1 = Digests.sha1();
    sha1.update((byte) (header.flags() & (PackedRow.TOMBSTONE | PackedRow.NULLS)));
    sha1.update(packed, header.body(), packed.length - header.body());
    return sha1.digest();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowOrder that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return times.hashCode();
  }

  @Override
  public String toString() {
    return "RowOrder[" + times + ", schema " + header.schema() + "]";
  }
}
