package dev.thermocline.gateway.runtime.python;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request to a worker.
 *
 * @param jsonLength how many bytes of the body are JSON, before the bytes of tensors
 */
record WorkerQuestion(String method, String path, List<ByteBuffer> body, int jsonLength) {
  static WorkerQuestion get(String path) {
    return new WorkerQuestion("GET", path, List.of(), 0);
  }

  long length() {
    return body.stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
