package dev.thermocline.gateway.runtime;

import java.util.List;

/** A model that is ready to answer. Safe for use by many threads until it is closed. */
public interface LoadedModel extends AutoCloseable {
  /** What {@link #run} wants; the caller enforces it. */
  Signature signature();

  List<Signature.Spec> outputs();

  /** The word for it in metadata, as in {@code onnxruntime_onnx}. */
  String platform();

  /** What it occupies in this process, in bytes. */
  long memory();

  /** Whether an equal question gets an equal answer, as far as the runtime can tell. */
  default boolean repeatable() {
    return true;
  }

  /**
   * Answers a batch; every output has the batch's rows as its first dimension, unless the model
   * says otherwise.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException {@code DEADLINE_EXCEEDED}, {@code
   *     TOO_MANY_REQUESTS} when no room is left, {@code UNAVAILABLE} when a server behind it fails,
   *     {@code INVALID_ARGUMENT} when the model itself refuses the values
   */
  List<Tensor> run(Batch batch, Deadline deadline);

  /** Called once, when nobody uses the model any more. */
  @Override
  void close();
}
