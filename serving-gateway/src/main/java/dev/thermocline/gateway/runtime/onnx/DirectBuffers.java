package dev.thermocline.gateway.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;

/** Memory that native code reads in place, used again instead of allocated for every call. */
final class DirectBuffers {
  private static final int KEPT = 64;
  private static final int LARGEST_KEPT = 1 << 20;
  private static final int SMALLEST = 1 << 10;

  private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);

  /** A buffer of at least this many bytes, cleared. */
  ByteBuffer take(int bytes) {
    ByteBuffer buffer = idle.poll();
    if (buffer == null || buffer.capacity() < bytes) {
      int capacity = Math.max(SMALLEST, bytes);
      buffer = ByteBuffer.allocateDirect(capacity);
    }
    return buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  void giveBack(ByteBuffer buffer) {
    if (buffer.capacity() <= LARGEST_KEPT) {
      // A full queue means that there are enough.
      boolean _ = idle.offer(buffer);
    }
  }
}
