package dev.thermocline.gateway.runtime;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One way of running models. Each is a bean; the shelf asks the one that a deployment names, or
 * under {@code auto} the first, in the order of {@link #preference()}, that can.
 */
public interface ModelRuntime {
  /** The word for it in a deployment: {@code onnx}, {@code python}, {@code remote}. */
  String name();

  /** Lower is asked earlier under {@code auto}. */
  int preference();

  /** Whether it can run the model that is described so; null for one that is only remote. */
  boolean canRun(@Nullable ModelDescription description);

  /** Whether it wants the version's files here; a remote server has its own. */
  default boolean needsFiles() {
    return true;
  }

  /**
   * Loads and warms a model. Called on a thread that may wait; takes as long as it takes.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException when it cannot be served, saying why
   */
  LoadedModel load(Request request);

  /**
   * What is to be loaded.
   *
   * @param folder null where {@link #needsFiles()} is false
   * @param remoteUrl the URL of the deployment, for remote ones
   */
  record Request(
      ModelVersion version,
      @Nullable ModelFolder folder,
      @Nullable ModelDescription description,
      @Nullable URI remoteUrl) {}
}
