package dev.thermocline.hot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a packed row, in order. A number stands for the same fields for ever, so a schema
 * may be cached without end.
 */
public final class RowSchema {
  /** One field. */
  public record Field(String name, ValueType type) {}

  private final int number;
  private final List<Field> fields;
  private final Map<String, Integer> indexes;

  /** Of a fixed field its offset in the fixed part; of another the complement of its ordinal. */
  private final int[] places;

  private final int fixedSize;
  private final int variableCount;

  public RowSchema(int number, List<Field> fields) {
    if (number < 0) {
      throw new IllegalArgumentException("A schema's number is 0 or more, not " + number);
    }
    this.number = number;
    this.fields = List.copyOf(fields);
    this.places = new int[fields.size()];
    this.indexes = HashMap.newHashMap(fields.size());
    int offset = 0;
    int variable = 0;
    for (int i = 0; i < places.length; i++) {
      Field field = fields.get(i);
      if (indexes.put(field.name(), i) != null) {
        throw new IllegalArgumentException(
            "Schema " + number + " has '" + field.name() + "' twice");
      }
      int width = field.type().fixedWidth();
      places[i] = width == 0 ? ~variable++ : offset;
      offset += width;
    }
    this.fixedSize = offset;
    this.variableCount = variable;
  }

  public int number() {
    return number;
  }

  public List<Field> fields() {
    return fields;
  }

  public int size() {
    return places.length;
  }

  /** Where the field stands, or -1. */
  public int indexOf(String name) {
    return indexes.getOrDefault(name, -1);
  }

  ValueType type(int index) {
    return fields.get(index).type();
  }

  boolean isFixed(int index) {
    return places[index] >= 0;
  }

  int fixedOffset(int index) {
    return places[index];
  }

  int variableOrdinal(int index) {
    return ~places[index];
  }

  int fixedSize() {
    return fixedSize;
  }

  int variableCount() {
    return variableCount;
  }

  int bitmapSize() {
    return (places.length + 7) >> 3;
  }

  @Override
  public String toString() {
    return "RowSchema[" + number + ", " + fields + "]";
  }
}
