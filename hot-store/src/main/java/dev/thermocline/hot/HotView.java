package dev.thermocline.hot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader must know of a view: its number, its ttl and every schema its rows may have. */
public final class HotView implements PackedRow.Schemas {
  /** A ttl that never passes. */
  public static final long NO_TTL = Long.MAX_VALUE;

  private final int number;
  private final long ttlMicros;
  private final RowSchema[] schemas;
  private final byte[] field;

  /**
   * A view.
   *
   * @param number the short number that no other view ever gets
   * @param ttlMicros how old a value may be, or {@link #NO_TTL}
   * @param schemas all of them
   */
  public HotView(int number, long ttlMicros, List<RowSchema> schemas) {
    this.number = number;
    this.ttlMicros = ttlMicros;
    this.schemas = schemas.toArray(new RowSchema[0]);
    this.field = field(number);
  }

  /** The name of a view's field in an entity's hash: its number in as few bytes as hold it. */
  public static byte[] field(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("A view's number is 0 or more, not " + number);
    }
    int width = Math.max(1, (39 - Integer.numberOfLeadingZeros(number)) >> 3);
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (number >> (8 * (width - 1 - i)));
    }
    return bytes;
  }

  /** The number of the view whose field has this name. */
  static int number(byte[] field) {
    int number = 0;
    for (byte b : field) {
      number = (number << 8) | (b & 0xff);
    }
    return number;
  }

  public int number() {
    return number;
  }

  public long ttlMicros() {
    return ttlMicros;
  }

  byte[] field() {
    return field;
  }

  @Override
  public @Nullable RowSchema find(int wanted) {
    for (RowSchema schema : schemas) {
      if (schema.number() == wanted) {
        return schema;
      }
    }
    return null;
  }

  /** Whether a row's values are too old to be served. */
  public boolean isOutsideMaxAge(PackedRow row, long nowMicros) {
    return isOutsideMaxAge(row.event(), nowMicros);
  }

  /** As {@link #isOutsideMaxAge(PackedRow, long)}, of an event time. */
  public boolean isOutsideMaxAge(long eventMicros, long nowMicros) {
    return ttlMicros != NO_TTL && eventMicros < nowMicros - ttlMicros;
  }

  /**
   * The first moment in microseconds at which a row is outside its ttl, or {@link Long#MAX_VALUE}.
   */
  public long validUntil(PackedRow row) {
    return ttlMicros == NO_TTL ? Long.MAX_VALUE : row.event() + ttlMicros + 1;
  }

  /** The state of one feature of a row; the index is the feature's in the row's own schema. */
  public FeatureState state(@Nullable PackedRow row, int index, long nowMicros) {
    if (row == null || index < 0 || row.isTombstone()) {
      return FeatureState.NOT_FOUND;
    }
    if (isOutsideMaxAge(row, nowMicros)) {
      return FeatureState.OUTSIDE_MAX_AGE;
    }
    return row.isNull(index) ? FeatureState.NULL_VALUE : FeatureState.PRESENT;
  }
}
