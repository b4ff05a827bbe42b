package dev.thermocline.hot;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Rows for tests, made from a seeded generator. */
final class Rows {
  static final long NOW = 1_790_000_000_000_000L;

  private Rows() {}

  /** A schema with every type in a drawn order. */
  static RowSchema schema(RandomGenerator random, int number) {
    int size = random.nextInt(1, 20);
    List<RowSchema.Field> fields = new ArrayList<>();
    ValueType.Scalar[] scalars = ValueType.Scalar.values();
    for (int i = 0; i < size; i++) {
      ValueType.Scalar scalar = scalars[random.nextInt(scalars.length)];
      fields.add(new RowSchema.Field("f" + i, new ValueType(scalar, random.nextInt(3) == 0)));
    }
    return new RowSchema(number, fields);
  }

  static List<@Nullable Object> values(RandomGenerator random, RowSchema schema) {
    List<@Nullable Object> values = new ArrayList<>();
    boolean mayBeNull = random.nextBoolean();
    for (RowSchema.Field field : schema.fields()) {
      values.add(mayBeNull && random.nextInt(3) == 0 ? null : value(random, field.type()));
    }
    return values;
  }

  static Object value(RandomGenerator random, ValueType type) {
    if (type.array()) {
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        list.add(value(random, ValueType.of(type.scalar())));
      }
      return list;
    }
    return switch (type.scalar()) {
      case BOOL -> random.nextBoolean();
      case INT32 -> random.nextInt();
      case INT64 -> random.nextLong();
      case FLOAT32 -> random.nextInt(9) == 0 ? Float.NaN : (float) random.nextGaussian();
      case FLOAT64 -> random.nextInt(9) == 0 ? -0.0 : random.nextGaussian();
      case STRING -> "ä€😀 \n~%_".substring(0, 2 * random.nextInt(4)) + random.nextInt(1000);
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case TIMESTAMP -> NOW - random.nextLong(1L << 50);
    };
  }

  /** A value as text, arrays of bytes by their content. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case List<?> list -> list.stream().map(Rows::text).toList().toString();
      case null -> "null";
      default -> value.getClass().getSimpleName() + " " + value;
    };
  }

  /** Times from a small pool, so that ties are common. */
  static RowTimes tiedTimes(RandomGenerator random) {
    long event = NOW + random.nextInt(3) * (random.nextBoolean() ? 1 : 1_000_000L);
    return new RowTimes(
        event,
        random.nextInt(3) == 0 ? RowTimes.NO_CREATED : event + random.nextInt(-2, 3) * 70_000L,
        NOW + random.nextInt(3) * 1000L);
  }

  static RowTimes anyTimes(RandomGenerator random) {
    long span = RowTimes.micros(RowTimes.LATEST) - RowTimes.micros(RowTimes.EARLIEST);
    long first = RowTimes.micros(RowTimes.EARLIEST);
    long event = first + random.nextLong(span + 1);
    if (random.nextBoolean()) {
      event -= Math.floorMod(event, 1_000_000L);
    }
    return new RowTimes(
        Math.max(first, event),
        random.nextBoolean() ? RowTimes.NO_CREATED : first + random.nextLong(span + 1),
        first + random.nextLong(span + 1));
  }

  static Provenance provenance(RandomGenerator random) {
    return random.nextBoolean()
        ? new Provenance.Snapshot(random.nextInt(1000))
        : new Provenance.Stream(random.nextInt(12), random.nextLong(1L << 40));
  }

  static byte[] pack(
      RowSchema schema, List<? extends @Nullable Object> values, RowTimes times, Provenance from) {
    RowBuilder builder = new RowBuilder(schema);
    for (int i = 0; i < values.size(); i++) {
      builder.set(i, values.get(i));
    }
    return builder.build(times, from);
  }

  static RowSchema doubles(int number, int size) {
    List<RowSchema.Field> fields = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      fields.add(new RowSchema.Field("f" + i, ValueType.of(ValueType.Scalar.FLOAT64)));
    }
    return new RowSchema(number, fields);
  }

  /** A row of one double. */
  static byte[] row(long event, double value) {
    return pack(
        doubles(1, 1),
        List.of(value),
        new RowTimes(event, RowTimes.NO_CREATED, NOW),
        new Provenance.Snapshot(1));
  }
}
