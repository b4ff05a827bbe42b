package dev.thermocline.features.duckdb;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.arrow.flatbuf.Message;

/**
 * Walks over the messages of an Arrow stream before it is read: the reader believes the length that
 * stands before each, and takes that much memory.
 */
final class ArrowFraming {
  private static final int CONTINUES = -1;
  private static final int LONGEST = 64 << 20;

  private ArrowFraming() {}

  static void check(Path stream) throws IOException {
    try (FileChannel file = FileChannel.open(stream)) {
      long size = file.size();
      long at = 0;
      while (at < size) {
        int length = number(file, at);
        at += Integer.BYTES;
        if (length == CONTINUES) {
          length = number(file, at);
          at += Integer.BYTES;
        }
        if (length == 0) {
          return;
        }
        if (length < 0 || length > LONGEST || length > size - at) {
          throw new IOException("it is damaged or cut off at byte " + at);
        }
        long body = Message.getRootAsMessage(bytes(file, at, length)).bodyLength();
        if (body < 0 || body > size - at - length) {
          throw new IOException("it is damaged or cut off at byte " + at);
        }
        at += length + body;
      }
    }
  }

  private static int number(FileChannel file, long at) throws IOException {
    return bytes(file, at, Integer.BYTES).getInt();
  }

  private static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("it is cut off at byte " + at);
      }
    }
    return bytes.flip();
  }
}
