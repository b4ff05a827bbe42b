package dev.thermocline.cold;

import org.jspecify.annotations.Nullable;

/**
 * A part of an object.
 *
 * @param last the last byte, inclusive, or null for the object's end; past the end is cut there
 */
public record ByteRange(long first, @Nullable Long last) {
  public ByteRange {
    if (first < 0 || (last != null && last < first)) {
      throw new IllegalArgumentException(
          "A range starts at 0 or later and ends where it starts or later.");
    }
  }

  public static ByteRange from(long first) {
    return new ByteRange(first, null);
  }

  public static ByteRange of(long first, long length) {
    return new ByteRange(first, Math.addExact(first, length) - 1);
  }

  /** How many bytes of an object of this size the range covers; 0 if it starts past the end. */
  public long lengthWithin(long size) {
    long end = last == null ? size : Math.min(size, last + 1);
    return Math.max(0, end - first);
  }
}
