package dev.thermocline.gateway.runtime.python;

import dev.thermocline.gateway.runtime.ModelFolder;
import dev.thermocline.gateway.runtime.ModelVersion;
import java.io.IOException;

/** Starts workers. Those of a gateway end with it, whatever death it dies. */
interface WorkerLauncher extends AutoCloseable {
  /**
   * Starts a worker and waits until it is ready.
   *
   * @throws IOException when it does not become ready, saying why; nothing is left running then
   */
  Worker launch(ModelVersion version, ModelFolder folder) throws IOException;

  /** Gives up what is being made for workers to come. */
  @Override
  default void close() {}
}
