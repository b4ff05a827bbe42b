package dev.thermocline.hot;

import java.util.HexFormat;

/** Bytes in Redis that are no packed row: somebody else wrote them, or a newer release did. */
public final class DamagedRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedRowException(byte[] bytes, String why) {
    super("Not a packed row, " + why + ": " + start(bytes));
  }

  private static String start(byte[] bytes) {
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 32));
  }
}
