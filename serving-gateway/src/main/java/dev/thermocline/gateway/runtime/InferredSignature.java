package dev.thermocline.gateway.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For models that say nothing about their inputs: types are taken from the values themselves. */
public final class InferredSignature implements Signature {
  @Override
  public List<Spec> inputs() {
    return List.of();
  }

  @Override
  public Batch enforce(RawInputs inputs) {
    return switch (inputs) {
      case RawInputs.Typed typed -> new TensorSignature(specs(typed.tensors())).enforce(typed);
      case RawInputs.Positional positional -> named(asMap("input", positional.nested()));
      case RawInputs.Named named -> named(named.values());
      case RawInputs.Table table -> named(columns(table));
    };
  }

  private static Map<String, @Nullable Object> asMap(String name, @Nullable Object value) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put(name, value);
    return map;
  }

  private static List<Spec> specs(List<Tensor> tensors) {
    return tensors.stream()
        .map(t -> new Spec(t.name(), t.type(), Collections.nCopies(t.rank(), -1L)))
        .toList();
  }

  private static Map<String, @Nullable Object> columns(RawInputs.Table table) {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      List<@Nullable Object> column = new ArrayList<>(table.rows().size());
      for (List<? extends @Nullable Object> row : table.rows()) {
        column.add(row.get(i));
      }
      columns.put(table.columns().get(i), column);
    }
    return columns;
  }

  private static Batch named(Map<String, ? extends @Nullable Object> values) {
    List<Spec> specs = new ArrayList<>();
    values.forEach((name, value) -> {
      long[] shape = Elements.shapeOf(value, "Input '" + name + "'");
      List<Long> any = Collections.nCopies(shape.length, -1L);
      specs.add(new Spec(name, typeOf(value), any));
    });
    if (specs.isEmpty()) {
      throw Elements.invalid("There are no inputs.");
    }
    return new TensorSignature(specs).enforce(new RawInputs.Named(values));
  }

  /** The narrowest type that holds every leaf; what is mixed with strings is refused later. */
  private static DataType typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> DataType.FP64;
      case Boolean _ -> DataType.BOOL;
      case Integer _ -> DataType.INT64;
      case Long _ -> DataType.INT64;
      case Number _ -> DataType.FP64;
      case List<?> list -> {
        DataType found = null;
        for (Object inner : list) {
          DataType type = typeOf(inner);
          found = found == null || found == type ? type : wider(found, type);
        }
        yield found == null ? DataType.FP64 : found;
      }
      default -> DataType.BYTES;
    };
  }

  private static DataType wider(DataType left, DataType right) {
    boolean text = left == DataType.BYTES || right == DataType.BYTES;
    return text ? DataType.BYTES : DataType.FP64;
  }
}
