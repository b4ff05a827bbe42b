package dev.thermocline.gateway.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sent, before a signature has given it types. Values are plain Java as JSON has
 * them.
 */
public sealed interface RawInputs {
  /** Named columns and rows; every row has a cell for each column. */
  record Table(List<String> columns, List<? extends List<? extends @Nullable Object>> rows)
      implements RawInputs {}

  /** Named values, each a nested list; the rows of each are its first dimension. */
  record Named(Map<String, ? extends @Nullable Object> values) implements RawInputs {}

  /** Rows without names: columns by position, or one tensor. */
  record Positional(@Nullable Object nested) implements RawInputs {}

  /** Tensors that carry their types. */
  record Typed(List<Tensor> tensors) implements RawInputs {}
}
