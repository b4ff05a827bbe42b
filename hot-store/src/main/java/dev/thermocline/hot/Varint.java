package dev.thermocline.hot;

/** LEB128 numbers of 0 and more: seven bits a byte, the lowest first. */
final class Varint {
  private Varint() {}

  static int size(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Returns the position behind the number. */
  static int write(byte[] bytes, int at, long value) {
    long rest = value;
    int to = at;
    while (rest > 0x7f) {
      bytes[to++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[to++] = (byte) rest;
    return to;
  }
}
