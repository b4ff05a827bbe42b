package dev.thermocline.features.duckdb;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.IOException;
import java.util.Optional;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ValueVectorUtility;

/**
 * Checks Arrow data of callers before DuckDB reads it in place: an offset or index that points
 * beyond its buffer would be read by native code.
 */
final class ArrowCheck {
  private static final String MARK = "arrow-check: ";

  private ArrowCheck() {}

  static void schema(Schema schema) throws IOException {
    for (Field field : schema.getFields()) {
      refuseNestedDictionaries(field);
    }
  }

  private static void refuseNestedDictionaries(Field field) throws IOException {
    for (Field child : field.getChildren()) {
      if (child.getDictionary() != null) {
        throw new IOException(
            "the column '" + field.getName() + "' has a dictionary inside of another type");
      }
      refuseNestedDictionaries(child);
    }
  }

  static void batch(VectorSchemaRoot root, ArrowReader reader) throws IOException {
    try {
      ValueVectorUtility.validateFull(root);
    } catch (RuntimeException e) {
      throw new IOException(MARK + "a record batch is damaged: " + e.getMessage() + MARK, e);
    }
    for (FieldVector vector : root.getFieldVectors()) {
      if (vector.getField().getDictionary() != null) {
        indices(vector, reader);
      }
      if (vector instanceof TimeStampNanoTZVector times) {
        wholeMicroseconds(times);
      }
    }
  }

  private static void indices(FieldVector vector, ArrowReader reader) throws IOException {
    Dictionary dictionary = reader.lookup(vector.getField().getDictionary().getId());
    if (dictionary == null || !(vector instanceof BaseIntVector numbers)) {
      throw new IOException(
          MARK
              + "the column '"
              + vector.getName()
              + "' names a dictionary that is not there"
              + MARK);
    }
    ValueVectorUtility.validateFull(dictionary.getVector());
    int size = dictionary.getVector().getValueCount();
    for (int i = 0; i < vector.getValueCount(); i++) {
      if (!vector.isNull(i)) {
        long index = numbers.getValueAsLong(i);
        if (index < 0 || index >= size) {
          throw new IOException(
              MARK + "the column '" + vector.getName() + "' points beyond its dictionary" + MARK);
        }
      }
    }
  }

  // DuckDB keeps microseconds of times with a zone, and would cut the rest off.
  private static void wholeMicroseconds(TimeStampNanoTZVector times) throws IOException {
    for (int i = 0; i < times.getValueCount(); i++) {
      if (!times.isNull(i) && times.get(i) % 1000 != 0) {
        throw new IOException(
            MARK
                + "the column '"
                + times.getName()
                + "' has times finer than a microsecond; round them first"
                + MARK);
      }
    }
  }

  /** Our own words, where a failure of DuckDB carries them. */
  static Optional<RuntimeException> said(DuckFailure e) {
    String text = e.getCause() == null ? e.reason() : String.valueOf(e.getCause().getMessage());
    int from = text.indexOf(MARK);
    int to = text.indexOf(MARK, from + MARK.length());
    if (from < 0) {
      return Optional.empty();
    }
    String words = text.substring(from + MARK.length(), to < 0 ? text.length() : to);
    return Optional.of(
        new ThermoclineException(
            ErrorKind.UNPROCESSABLE, "The file cannot be read as ARROW: %s.".formatted(words), e));
  }
}
