package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session that stays open while calls run in it. One whose caller has given up can be asked to
 * end, but native memory must not be taken from under it.
 */
final class OpenSession {
  private final OrtSession session;

  /** The calls under way, and the model itself. */
  private final AtomicInteger users = new AtomicInteger(1);

  OpenSession(OrtSession session) {
    this.session = session;
  }

  /** What is done with the session, results included. */
  interface Work<T> {
    T in(OrtSession session) throws OrtException;
  }

  <T> T use(Work<T> work) throws OrtException {
    if (users.getAndUpdate(now -> now == 0 ? 0 : now + 1) == 0) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE, "The model was unloaded before the call began; try again.");
    }
    try {
      return work.in(session);
    } finally {
      leave();
    }
  }

  /** Called once; closes the session now, or when the last call ends. */
  void close() throws OrtException {
    leave();
  }

  private void leave() throws OrtException {
    if (users.decrementAndGet() == 0) {
      session.close();
    }
  }
}
