package dev.thermocline.hot;

/** What stands before a row's values. */
record RowHeader(
    int flags, long event, long created, long ingest, int schema, Provenance provenance, int body) {
  /** Set in the second byte where the event time is a whole second and takes five bytes. */
  static final int WHOLE_SECOND = 0x80;

  static final int SECOND = 1_000_000;

  static RowHeader read(byte[] bytes) {
    if (bytes.length < 2) {
      throw new DamagedRowException(bytes, "it has no header");
    }
    int layout = (bytes[0] >> 4) & 15;
    if (layout != PackedRow.LAYOUT) {
      throw new DamagedRowException(
          bytes, "its layout is " + layout + " and this reader knows " + PackedRow.LAYOUT);
    }
    int flags = bytes[0] & 15;
    int widths = bytes[1];
    int createdWidth = (widths >> 4) & 7;
    int ingestWidth = widths & 7;
    boolean whole = (widths & WHOLE_SECOND) != 0;
    int at = 2 + (whole ? 5 : 7) + createdWidth + ingestWidth;
    if (bytes.length < at) {
      throw new DamagedRowException(bytes, "its header is cut off");
    }
    long event = whole ? signed(bytes, 2, 5) * SECOND : signed(bytes, 2, 7);
    int deltas = 2 + (whole ? 5 : 7);
    long created =
        (flags & PackedRow.CREATED) == 0
            ? RowTimes.NO_CREATED
            : event + signed(bytes, deltas, createdWidth);
    long base = created == RowTimes.NO_CREATED ? event : created;
    long ingest = base + signed(bytes, deltas + createdWidth, ingestWidth);
    PackedRow.Slice rest = new PackedRow.Slice(bytes, at, bytes.length);
    int schema = rest.varint();
    Provenance provenance =
        (flags & PackedRow.STREAM) == 0
            ? new Provenance.Snapshot(rest.longVarint())
            : new Provenance.Stream(rest.varint(), rest.longVarint());
    return new RowHeader(flags, event, created, ingest, schema, provenance, rest.at);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Big-endian two's complement of 0 to 7 bytes. */
  private static long signed(byte[] bytes, int at, int width) {
    if (width == 0) {
      return 0;
    }
    long value = bytes[at];
    for (int i = 1; i < width; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  /** How many bytes hold a distance of two times. */
  static int signedWidth(long value) {
    if (value == 0) {
      return 0;
    }
    return (64 - Long.numberOfLeadingZeros(value < 0 ? ~value : value) + 8) >> 3;
  }
}
