package dev.thermocline.gateway.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever waits for a call ask it to end early. The options live in native memory, which the
 * call owns: they are made and closed by the thread that runs it, however long it outlives the one
 * that asked.
 */
final class Ending {
  // Both guarded by this.
  private @Nullable RunOptions running;
  private boolean asked;

  /** A call that ends soon once its options say so. */
  interface Call<T> {
    T with(RunOptions options) throws OrtException;
  }

  <T> T during(Call<T> call) throws OrtException {
    try (RunOptions options = new RunOptions()) {
      begin(options);
      try {
        return call.with(options);
      } finally {
        end();
      }
    }
  }

  private synchronized void begin(RunOptions options) throws OrtException {
    options.setTerminate(asked);
    running = options;
  }

  private synchronized void end() {
    running = null;
  }

  /** Does nothing to a call that has ended. */
  synchronized void ask() {
    asked = true;
    if (running != null) {
      try {
        running.setTerminate(true);
      } catch (OrtException _) {
        // It ends by itself then, later.
      }
    }
  }
}
