package dev.thermocline.features.online.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thermocline.features.definition.Scalar;
import dev.thermocline.features.definition.ValueType;
import dev.thermocline.features.online.OnlineAnswer;
import dev.thermocline.features.online.ReadPlan;
import dev.thermocline.hot.FeatureState;
import dev.thermocline.hot.Mark;
import dev.thermocline.hot.PackedRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * The native answer in bytes, column after column, as docs/online-binary.md specifies it. For
 * callers that count microseconds: no number is turned into text.
 */
final class AnswerBinary {
  static final String NAME = "application/vnd.thermocline.online";
  static final MediaType TYPE = MediaType.parseMediaType(NAME);

  private static final byte[] MAGIC = {'T', 'C', 'O', '1'};
  private static final int RECOVERING = 1;
  private static final int MARKS = 2;
  private static final int ARRAY = 0x80;
  private static final byte PRESENT = 0;

  private ByteBuffer out;

  private AnswerBinary(int guess) {
    this.out = ByteBuffer.allocate(guess).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] write(OnlineAnswer answer, boolean marks) {
    int cells = answer.size() * answer.plan().columns().size();
    return new AnswerBinary(256 + cells * 10 + answer.plan().columns().size() * 64)
        .whole(answer, marks);
  }

  private byte[] whole(OnlineAnswer answer, boolean marks) {
    out.put(MAGIC);
    out.put((byte) ((answer.isRecovering() ? RECOVERING : 0) | (marks ? MARKS : 0)));
    List<ReadPlan.Column> columns = answer.plan().columns();
    out.putInt(answer.size());
    out.putInt(columns.size());
    Map<String, ReadPlan.Column> views = new LinkedHashMap<>();
    for (ReadPlan.Column column : columns) {
      views.putIfAbsent(column.reference().view(), column);
      column(answer, column);
    }
    room(4);
    out.putInt(views.size());
    views.forEach((name, column) -> view(answer, name, column, marks));
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private void column(OnlineAnswer answer, ReadPlan.Column column) {
    text(column.reference().toString());
    ValueType type = column.type();
    room(1 + answer.size());
    out.put((byte) (code(type.scalar()) | (type.array() ? ARRAY : 0)));
    int size = answer.size();
    int states = out.position();
    for (int i = 0; i < size; i++) {
      out.put(code(answer.state(column, i)));
    }
    if (!type.array() && width(type.scalar()) > 0) {
      fixed(answer, column, states);
      return;
    }
    List<@Nullable Object> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      PackedRow row = answer.row(column, i);
      boolean present = out.get(states + i) == PRESENT;
      values.add(row != null && present ? row.get(column.indexIn(row)) : null);
    }
    if (type.array()) {
      arrays(type.scalar(), values);
    } else {
      variable(values);
    }
  }

  /** The usual case: read from the row and written, with nothing made in between. */
  private void fixed(OnlineAnswer answer, ReadPlan.Column column, int states) {
    Scalar scalar = column.type().scalar();
    int width = width(scalar);
    room(answer.size() * width);
    for (int i = 0; i < answer.size(); i++) {
      PackedRow row = answer.row(column, i);
      if (row == null || out.get(states + i) != PRESENT) {
        for (int b = 0; b < width; b++) {
          out.put((byte) 0);
        }
        continue;
      }
      int index = column.indexIn(row);
      switch (scalar) {
        case BOOL -> out.put((byte) (row.getBool(index) ? 1 : 0));
        case INT32 -> out.putInt(row.getInt32(index));
        case INT64, TIMESTAMP -> out.putLong(row.getInt64(index));
        case FLOAT32 -> out.putFloat(row.getFloat32(index));
        case FLOAT64 -> out.putDouble(row.getFloat64(index));
        case STRING, BYTES -> throw new IllegalStateException("not of fixed width");
      }
    }
  }

  private void arrays(Scalar scalar, List<@Nullable Object> values) {
    List<@Nullable Object> elements = new ArrayList<>();
    room(4 * (values.size() + 1));
    out.putInt(0);
    for (Object value : values) {
      if (value instanceof List<?> list) {
        elements.addAll(list);
      }
      out.putInt(elements.size());
    }
    int width = width(scalar);
    if (width == 0) {
      variable(elements);
      return;
    }
    room(width * elements.size());
    for (Object element : elements) {
      switch (Objects.requireNonNull(element)) {
        case Boolean flag -> out.put((byte) (flag ? 1 : 0));
        case Integer number -> out.putInt(number);
        case Long number -> out.putLong(number);
        case Float number -> out.putFloat(number);
        case Double number -> out.putDouble(number);
        default -> throw new IllegalStateException("no such element: " + element.getClass());
      }
    }
  }

  /** Where each value ends, then the values. */
  private void variable(List<@Nullable Object> values) {
    room(4 * (values.size() + 1));
    int ends = out.position();
    out.position(ends + 4 * (values.size() + 1));
    int begin = out.position();
    for (int i = 0; i < values.size(); i++) {
      byte[] bytes =
          switch (values.get(i)) {
            case null -> new byte[0];
            case byte[] raw -> raw;
            case Object other -> other.toString().getBytes(UTF_8);
          };
      room(bytes.length);
      out.put(bytes);
      out.putInt(ends + 4 * (i + 1), out.position() - begin);
    }
  }

  private void view(OnlineAnswer answer, String name, ReadPlan.Column column, boolean marks) {
    text(name);
    room(answer.size() * (marks ? 24 : 8));
    for (int i = 0; i < answer.size(); i++) {
      PackedRow row = answer.row(column, i);
      out.putLong(row == null ? Long.MIN_VALUE : row.event());
    }
    for (int i = 0; marks && i < answer.size(); i++) {
      Mark mark = answer.mark(column, i);
      out.putLong(Long.reverseBytes(mark.high())).putLong(Long.reverseBytes(mark.low()));
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    room(2 + bytes.length);
    out.putShort((short) bytes.length).put(bytes);
  }

  /** What stands in the specification, whatever the order of the names. */
  private static int code(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> 0;
      case INT32 -> 1;
      case INT64 -> 2;
      case FLOAT32 -> 3;
      case FLOAT64 -> 4;
      case STRING -> 5;
      case BYTES -> 6;
      case TIMESTAMP -> 7;
    };
  }

  private static byte code(FeatureState state) {
    return switch (state) {
      case PRESENT -> PRESENT;
      case NULL_VALUE -> 1;
      case NOT_FOUND -> 2;
      case OUTSIDE_MAX_AGE -> 3;
    };
  }

  private static int width(Scalar scalar) {
    return switch (scalar) {
      case BOOL -> 1;
      case INT32, FLOAT32 -> 4;
      case INT64, FLOAT64, TIMESTAMP -> 8;
      case STRING, BYTES -> 0;
    };
  }

  private void room(int bytes) {
    if (out.remaining() < bytes) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes + 1024))
              .order(ByteOrder.LITTLE_ENDIAN);
      out = larger.put(out.flip());
    }
  }
}
