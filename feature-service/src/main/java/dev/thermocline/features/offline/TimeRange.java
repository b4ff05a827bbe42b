package dev.thermocline.features.offline;

/** A span of time in microseconds of UTC, with its start and without its end. */
public record TimeRange(long from, long to) {
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);
}
