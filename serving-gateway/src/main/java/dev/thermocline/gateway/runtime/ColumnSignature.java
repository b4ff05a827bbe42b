package dev.thermocline.gateway.runtime;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signature of named columns. Columns that the model does not know are dropped, as MLflow does;
 * columns of one common type come out side by side in one block.
 */
public final class ColumnSignature implements Signature {
  /** One column. */
  public record Column(String name, ColumnType type, boolean required) {}

  private final List<Column> columns;
  private final List<String> names;
  private final boolean uniform;
  private final List<Spec> specs;

  public ColumnSignature(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.names = columns.stream().map(Column::name).toList();
    DataType first = columns.getFirst().type().tensorType();
    this.uniform =
        first != DataType.BYTES && columns.stream().allMatch(c -> c.type().tensorType() == first);
    this.specs =
        columns.stream()
            .map(c -> new Spec(c.name(), c.type().tensorType(), List.of(-1L), c.required()))
            .toList();
  }

  public List<Column> columns() {
    return columns;
  }

  @Override
  public List<Spec> inputs() {
    return specs;
  }

  @Override
  public Batch enforce(RawInputs inputs) {
    return switch (inputs) {
      case RawInputs.Table table -> fromRows(table.rows(), positions(table.columns()));
      case RawInputs.Named named -> fromColumns(named.values());
      case RawInputs.Positional positional -> fromPositions(positional.nested());
      case RawInputs.Typed typed -> fromTensors(typed.tensors());
    };
  }

  /** Where each of our columns stands in what came; -1 for an optional one that did not come. */
  private int[] positions(List<String> given) {
    int[] positions = new int[names.size()];
    if (given.equals(names)) {
      Arrays.setAll(positions, i -> i);
      return positions;
    }
    Map<String, Integer> places = HashMap.newHashMap(given.size());
    for (int i = 0; i < given.size(); i++) {
      if (places.put(given.get(i), i) != null) {
        throw Elements.invalid("The column '" + given.get(i) + "' is given twice.");
      }
    }
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < positions.length; i++) {
      Integer place = places.get(names.get(i));
      positions[i] = place == null ? -1 : place;
      if (place == null && columns.get(i).required()) {
        missing.add(names.get(i));
      }
    }
    refuse(missing, given);
    return positions;
  }

  private void refuse(List<String> missing, Iterable<String> given) {
    if (missing.isEmpty()) {
      return;
    }
    List<String> extra = new ArrayList<>();
    given.forEach(name -> {
      if (!names.contains(name)) {
        extra.add(name);
      }
    });
    throw Elements.invalid(
        "Model is missing inputs "
            + quoted(missing)
            + "."
            + (extra.isEmpty()
                ? ""
                : " Note that there were extra inputs: " + quoted(extra) + "."));
  }

  private static String quoted(List<String> names) {
    return "['" + String.join("', '", names) + "']";
  }

  private interface Cells {
    @Nullable Object at(int row, int column);
  }

  private Batch fromRows(List<? extends List<? extends @Nullable Object>> rows, int[] positions) {
    return assemble(
        rows.size(),
        (row, column) -> {
          List<? extends @Nullable Object> cells = rows.get(row);
          int place = positions[column];
          if (place >= cells.size()) {
            throw Elements.invalid(
                "Row %d has %d values, which is fewer than there are columns."
                    .formatted(row, cells.size()));
          }
          return place < 0 ? null : cells.get(place);
        });
  }

  private Batch fromColumns(Map<String, ? extends @Nullable Object> values) {
    List<@Nullable List<?>> lists = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    int rows = -1;
    for (Column column : columns) {
      if (!values.containsKey(column.name())) {
        if (column.required()) {
          missing.add(column.name());
        }
        lists.add(null);
        continue;
      }
      Object value = values.get(column.name());
      List<?> list = value instanceof List<?> many ? many : Arrays.asList(value);
      if (rows >= 0 && list.size() != rows) {
        throw Elements.invalid(
            "Column '%s' has %d values where others have %d."
                .formatted(column.name(), list.size(), rows));
      }
      rows = list.size();
      lists.add(list);
    }
    refuse(missing, values.keySet());
    return assemble(
        Math.max(rows, 0),
        (row, column) -> {
          List<?> list = lists.get(column);
          Object cell = list == null ? null : list.get(row);
          return cell instanceof List<?> single && single.size() == 1 ? single.getFirst() : cell;
        });
  }

  private Batch fromPositions(@Nullable Object nested) {
    if (!(nested instanceof List<?> list)) {
      throw Elements.invalid("The inputs must be a list of rows.");
    }
    List<List<?>> rows = new ArrayList<>(list.size());
    for (Object row : list) {
      List<?> cells = row instanceof List<?> many ? many : Arrays.asList(row);
      if (cells.size() != columns.size()) {
        throw Elements.invalid(
            "A row has %d values; the model has %d columns: %s."
                .formatted(cells.size(), columns.size(), quoted(names)));
      }
      rows.add(cells);
    }
    int[] positions = new int[columns.size()];
    Arrays.setAll(positions, i -> i);
    return fromRows(rows, positions);
  }

  private Batch assemble(int rows, Cells cells) {
    if (uniform) {
      DataType type = columns.getFirst().type().tensorType();
      ByteBuffer data =
          Tensor.buffer(Math.multiplyExact(Math.multiplyExact(rows, columns.size()), type.width()));
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns.size(); column++) {
          put(type, column, cells.at(row, column), data);
        }
      }
      return matrix(rows, type, data.flip());
    }
    List<Batch.Block> blocks = new ArrayList<>(columns.size());
    for (int column = 0; column < columns.size(); column++) {
      blocks.add(column(column, rows, cells));
    }
    return new Batch(rows, blocks);
  }

  private Batch matrix(int rows, DataType type, ByteBuffer data) {
    Tensor tensor = Tensor.of("", type, new long[] {rows, columns.size()}, data);
    return new Batch(rows, List.of(new Batch.Block(names, tensor)));
  }

  private void put(DataType type, int column, @Nullable Object cell, ByteBuffer data) {
    // The common case first, and without a string for an error that does not happen.
    if (type == DataType.FP64 && cell instanceof Double real) {
      data.putDouble(real);
    } else {
      Elements.put(type, cell, data, where(column));
    }
  }

  private String where(int column) {
    return "Column '" + names.get(column) + "'";
  }

  private Batch.Block column(int column, int rows, Cells cells) {
    Column wanted = columns.get(column);
    DataType type = wanted.type().tensorType();
    long[] shape = {rows};
    if (type == DataType.BYTES) {
      byte[][] elements = new byte[rows][];
      for (int row = 0; row < rows; row++) {
        elements[row] = wanted.type().bytes(cells.at(row, column), where(column));
      }
      return block(column, Tensor.ofBytes(wanted.name(), shape, elements));
    }
    ByteBuffer data = Tensor.buffer(Math.multiplyExact(rows, type.width()));
    for (int row = 0; row < rows; row++) {
      put(type, column, cells.at(row, column), data);
    }
    return block(column, Tensor.of(wanted.name(), type, shape, data.flip()));
  }

  private Batch.Block block(int column, Tensor tensor) {
    return new Batch.Block(List.of(names.get(column)), tensor);
  }

  private Batch fromTensors(List<Tensor> tensors) {
    if (tensors.size() == 1 && !wants(tensors.getFirst().name())) {
      return fromMatrix(tensors.getFirst());
    }
    Map<String, Tensor> given = HashMap.newHashMap(tensors.size());
    for (Tensor tensor : tensors) {
      if (given.put(tensor.name(), tensor) != null) {
        throw Elements.invalid("The input '" + tensor.name() + "' is given twice.");
      }
    }
    List<String> missing = new ArrayList<>();
    List<@Nullable Tensor> ours = new ArrayList<>(columns.size());
    int rows = -1;
    for (Column column : columns) {
      Tensor tensor = given.get(column.name());
      if (tensor == null && column.required()) {
        missing.add(column.name());
      }
      if (tensor != null) {
        checkColumn(column, tensor, rows);
        rows = tensor.rows();
      }
      ours.add(tensor);
    }
    refuse(missing, given.keySet());
    return assemble(Math.max(rows, 0), (row, column) -> exact(ours.get(column), row));
  }

  private static @Nullable Object exact(@Nullable Tensor tensor, int index) {
    if (tensor == null) {
      return null;
    }
    return switch (tensor.type()) {
      case FP16, BF16, FP32, FP64 -> tensor.doubleAt(index);
      case BYTES -> tensor.element(index);
      default -> tensor.valueAt(index);
    };
  }

  private static void checkColumn(Column column, Tensor tensor, int rows) {
    boolean oneEach = tensor.rank() == 1 || (tensor.rank() == 2 && tensor.count() == tensor.rows());
    if (!oneEach || (rows >= 0 && tensor.rows() != rows)) {
      throw Elements.invalid(
          "Column '%s' has the shape %s; it must be [n] or [n, 1] with the n of the others."
              .formatted(column.name(), Arrays.toString(tensor.shape())));
    }
    if (!tensor.type().widensTo(column.type().tensorType())) {
      throw incompatible("Column '" + column.name() + "'", tensor.type(), column.type());
    }
  }

  private Batch fromMatrix(Tensor tensor) {
    long[] shape = tensor.shape();
    if (shape.length != 2 || shape[1] != columns.size()) {
      throw Elements.invalid(
          "The input '%s' has the shape %s; the model wants its columns %s, or one [n, %d]."
              .formatted(tensor.name(), Arrays.toString(shape), quoted(names), columns.size()));
    }
    for (Column column : columns) {
      if (!tensor.type().widensTo(column.type().tensorType())) {
        throw incompatible(
            "Input '" + tensor.name() + "' for column '" + column.name() + "'",
            tensor.type(),
            column.type());
      }
    }
    if (uniform && tensor.type() == columns.getFirst().type().tensorType()) {
      return matrix(tensor.rows(), tensor.type(), tensor.data());
    }
    int width = columns.size();
    return assemble(tensor.rows(), (row, column) -> exact(tensor, row * width + column));
  }

  private static ThermoclineException incompatible(String what, DataType got, ColumnType want) {
    return new ThermoclineException(
        ErrorKind.BAD_REQUEST,
        "%s is %s, which cannot become %s without loss; send %s."
            .formatted(what, got, want.name().toLowerCase(Locale.ROOT), want.tensorType()));
  }
}
