package dev.thermocline.registry.dataset.parquet;

import dev.thermocline.registry.dataset.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/** Parquet's flattened tree of types in the platform's words. */
final class ParquetColumns {
  private final List<SchemaElement> elements;
  private int next;

  private ParquetColumns(List<SchemaElement> elements) {
    this.elements = elements;
  }

  static List<Column> of(List<SchemaElement> elements) {
    ParquetColumns reader = new ParquetColumns(elements);
    SchemaElement root = reader.take();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < root.getNum_children(); i++) {
      columns.add(reader.column());
    }
    return columns;
  }

  private SchemaElement take() {
    return elements.get(next++);
  }

  private Column column() {
    SchemaElement element = take();
    String type = type(element);
    boolean repeated = element.getRepetition_type() == FieldRepetitionType.REPEATED;
    return new Column(String.valueOf(element.getName()), repeated ? "array<" + type + ">" : type);
  }

  private String type(SchemaElement element) {
    if (children(element) == 0) {
      return leaf(element);
    }
    String annotation = annotation(element);
    if (annotation.equals("array")) {
      return "array<" + listed() + ">";
    }
    skip(children(element));
    return annotation;
  }

  /** A list holds a repeated group of one element; old writers repeat the element itself. */
  private String listed() {
    SchemaElement repeated = take();
    int children = children(repeated);
    if (children == 0) {
      return leaf(repeated);
    }
    String first = column().type();
    skip(children - 1);
    return children == 1 ? first : "struct";
  }

  private void skip(int columns) {
    for (int i = 0; i < columns; i++) {
      Column _ = column();
    }
  }

  private static int children(SchemaElement element) {
    return element.isSetNum_children() ? element.getNum_children() : 0;
  }

  private static String annotation(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    ConvertedType converted = element.getConverted_type();
    if ((logical != null && logical.isSetLIST()) || converted == ConvertedType.LIST) {
      return "array";
    }
    boolean map = (logical != null && logical.isSetMAP()) || converted == ConvertedType.MAP;
    return map ? "map" : "struct";
  }

  private static String leaf(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    String named = logical == null ? null : logical(logical);
    if (named == null && element.getConverted_type() != null) {
      named = converted(element.getConverted_type());
    }
    if (named != null) {
      return named;
    }
    return switch (Objects.requireNonNull(element.getType(), "a leaf has a type")) {
      case BOOLEAN -> "bool";
      case INT32 -> "int32";
      case INT64 -> "int64";
      case INT96 -> "timestamp";
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> "bytes";
    };
  }

  private static @Nullable String logical(LogicalType type) {
    if (type.isSetSTRING() || type.isSetENUM() || type.isSetJSON()) {
      return "string";
    }
    if (type.isSetTIMESTAMP()) {
      return "timestamp";
    }
    if (type.isSetDATE()) {
      return "date";
    }
    if (type.isSetTIME()) {
      return "time";
    }
    if (type.isSetDECIMAL()) {
      return "decimal(%d,%d)"
          .formatted(type.getDECIMAL().getPrecision(), type.getDECIMAL().getScale());
    }
    if (type.isSetINTEGER()) {
      String sign = type.getINTEGER().isIsSigned() ? "int" : "uint";
      return sign + type.getINTEGER().getBitWidth();
    }
    return type.isSetUUID() ? "uuid" : null;
  }

  private static @Nullable String converted(ConvertedType type) {
    return switch (type) {
      case UTF8, ENUM, JSON -> "string";
      case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> "timestamp";
      case DATE -> "date";
      case TIME_MILLIS, TIME_MICROS -> "time";
      case UINT_8 -> "uint8";
      case UINT_16 -> "uint16";
      case UINT_32 -> "uint32";
      case UINT_64 -> "uint64";
      case INT_8 -> "int8";
      case INT_16 -> "int16";
      case INT_32 -> "int32";
      case INT_64 -> "int64";
      default -> null;
    };
  }
}
