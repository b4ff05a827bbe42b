package dev.thermocline.gateway.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model wants, as its MLmodel file says or else as the model's own file does. {@link
 * #enforce} is where a caller's mistakes end: its errors name the column.
 */
public sealed interface Signature permits ColumnSignature, TensorSignature, InferredSignature {
  /**
   * Gives types to what came in.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException naming the input and what is wrong
   */
  Batch enforce(RawInputs inputs);

  List<Spec> inputs();

  /**
   * One input or output as metadata shows it.
   *
   * @param shape -1 where any size goes
   */
  record Spec(String name, DataType type, List<Long> shape, boolean required) {
    public Spec(String name, DataType type, List<Long> shape) {
      this(name, type, shape, true);
    }
  }

  /** Whether an input of this name is asked for. */
  default boolean wants(String name) {
    return find(name) != null;
  }

  default @Nullable Spec find(String name) {
    for (Spec spec : inputs()) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    return null;
  }
}
