package dev.thermocline.hot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A digest of a row's bytes, the first half of their SHA-256: equal marks mean equal rows. An
 * absent row has {@link #ABSENT}.
 */
public record Mark(long high, long low) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Of no bytes at all; no packed row is empty. */
  public static final Mark ABSENT = of(new byte[0]);

  /** The mark of a field as it was read. */
  public static Mark of(byte @Nullable [] packed) {
    if (packed == null) {
      return ABSENT;
    }
    byte[] digest = Digests.sha256(packed);
    return new Mark(longAt(digest, 0), longAt(digest, 8));
  }

  private static long longAt(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
