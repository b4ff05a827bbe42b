package dev.thermocline.gateway.runtime;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A signature of tensors, from an MLmodel file or from the model's own file. */
public final class TensorSignature implements Signature {
  private final List<Spec> specs;

  /** The only tensor of a signature may be without a name, which is the empty one. */
  public TensorSignature(List<Spec> specs) {
    this.specs = List.copyOf(specs);
  }

  @Override
  public List<Spec> inputs() {
    return specs;
  }

  @Override
  public Batch enforce(RawInputs inputs) {
    return switch (inputs) {
      case RawInputs.Typed typed -> fromTensors(typed.tensors());
      case RawInputs.Named named -> fromValues(named.values());
      case RawInputs.Positional positional -> fromOne(positional.nested());
      case RawInputs.Table table -> fromTable(table);
    };
  }

  private Batch fromOne(@Nullable Object nested) {
    if (specs.size() > 1) {
      throw Elements.invalid(
          "The model has %d inputs, %s: name each.".formatted(specs.size(), names()));
    }
    return batch(List.of(tensor(specs.getFirst(), nested)));
  }

  private Batch fromValues(Map<String, ? extends @Nullable Object> values) {
    if (specs.size() == 1 && specs.getFirst().name().isEmpty() && values.size() == 1) {
      return fromOne(values.values().iterator().next());
    }
    requireExactly(values.keySet());
    List<Tensor> tensors = new ArrayList<>(specs.size());
    for (Spec spec : specs) {
      tensors.add(tensor(spec, values.get(spec.name())));
    }
    return batch(tensors);
  }

  private Batch fromTable(RawInputs.Table table) {
    if (specs.size() == 1 && !table.columns().equals(List.of(specs.getFirst().name()))) {
      return fromOne(table.rows());
    }
    requireExactly(table.columns());
    Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      List<@Nullable Object> column = new ArrayList<>(table.rows().size());
      for (List<? extends @Nullable Object> row : table.rows()) {
        column.add(row.get(i));
      }
      columns.put(table.columns().get(i), column);
    }
    return fromValues(columns);
  }

  private Batch fromTensors(List<Tensor> tensors) {
    if (specs.size() == 1 && specs.getFirst().name().isEmpty() && tensors.size() == 1) {
      return batch(List.of(checked(specs.getFirst(), tensors.getFirst())));
    }
    Map<String, Tensor> given = new LinkedHashMap<>();
    for (Tensor tensor : tensors) {
      if (given.put(tensor.name(), tensor) != null) {
        throw Elements.invalid("The input '" + tensor.name() + "' is given twice.");
      }
    }
    requireExactly(given.keySet());
    List<Tensor> ordered = new ArrayList<>(specs.size());
    for (Spec spec : specs) {
      Tensor tensor = given.get(spec.name());
      if (tensor != null) {
        ordered.add(checked(spec, tensor));
      }
    }
    return batch(ordered);
  }

  private void requireExactly(Iterable<String> given) {
    List<String> unknown = new ArrayList<>();
    List<String> missing = new ArrayList<>(specs.stream().map(Spec::name).toList());
    for (String name : given) {
      if (!missing.remove(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty() || !missing.isEmpty()) {
      throw Elements.invalid(
          "The model's inputs are %s;%s%s."
              .formatted(
                  names(),
                  missing.isEmpty() ? "" : " missing: " + missing,
                  (missing.isEmpty() || unknown.isEmpty() ? "" : ";")
                      + (unknown.isEmpty() ? "" : " unknown: " + unknown)));
    }
  }

  private List<String> names() {
    return specs.stream().map(Spec::name).toList();
  }

  private static Tensor tensor(Spec spec, @Nullable Object nested) {
    String where = where(spec);
    long[] shape = Elements.shapeOf(nested, where);
    List<Long> wanted = spec.shape();
    if (shape.length == 1 && wanted.size() == 2 && wanted.get(1) == 1) {
      // One value for each row is a column.
      Tensor column = Elements.tensor(spec.name(), spec.type(), shape, nested, where);
      return column.reshaped(shape[0], 1);
    }
    requireShape(spec, shape);
    return Elements.tensor(spec.name(), spec.type(), shape, nested, where);
  }

  private static Tensor checked(Spec spec, Tensor tensor) {
    requireShape(spec, tensor.shape());
    if (tensor.type() == spec.type()) {
      return tensor.named(spec.name());
    }
    if (!tensor.type().widensTo(spec.type())) {
      throw new ThermoclineException(
          ErrorKind.BAD_REQUEST,
          "%s is %s; it must be %s.".formatted(where(spec), tensor.type(), spec.type()));
    }
    return Casts.to(spec.type(), tensor).named(spec.name());
  }

  private static void requireShape(Spec spec, long[] shape) {
    List<Long> wanted = spec.shape();
    boolean fits = wanted.size() == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = wanted.get(i) < 0 || wanted.get(i) == shape[i];
    }
    if (!fits) {
      throw Elements.invalid(
          "%s has the shape %s; it must be %s, where -1 is any size."
              .formatted(where(spec), Arrays.toString(shape), wanted));
    }
  }

  private static String where(Spec spec) {
    return spec.name().isEmpty() ? "The input" : "Input '" + spec.name() + "'";
  }

  private static Batch batch(List<Tensor> tensors) {
    int rows = tensors.getFirst().rows();
    for (Tensor tensor : tensors) {
      if (tensor.rank() > 0 && tensor.rows() != rows) {
        // Inputs that do not share a first dimension are one question as a whole.
        rows = 1;
      }
    }
    return new Batch(
        rows, tensors.stream().map(t -> new Batch.Block(List.of(t.name()), t)).toList());
  }
}
