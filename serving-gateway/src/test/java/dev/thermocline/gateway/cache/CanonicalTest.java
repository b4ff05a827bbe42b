package dev.thermocline.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.gateway.runtime.Batch;
import dev.thermocline.gateway.runtime.ColumnSignature;
import dev.thermocline.gateway.runtime.ColumnSignature.Column;
import dev.thermocline.gateway.runtime.ColumnType;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.gateway.runtime.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  private static final int PAIRS = 1_000_000;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_121);

  private static byte[] digest(Signature signature, List<@Nullable Object> row) {
    List<String> names = signature.inputs().stream().map(Signature.Spec::name).toList();
    Batch batch = signature.enforce(new RawInputs.Table(names, List.of(row)));
    return new Canonical().batch(batch).digest();
  }

  /**
   * A second opinion on equality after the casts, made of plain Java and nothing of the cache's.
   */
  private static List<Object> afterCasts(List<Column> columns, List<@Nullable Object> row) {
    List<Object> cast = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      cast.add(
          switch (columns.get(i).type()) {
            case DOUBLE -> value == null ? Double.NaN : ((Number) value).doubleValue() + 0.0;
            case FLOAT -> value == null ? Float.NaN : (float) ((Number) value).doubleValue() + 0f;
            case LONG, INTEGER -> ((Number) Objects.requireNonNull(value)).longValue();
            default -> Objects.requireNonNull(value);
          });
    }
    return cast;
  }

  private @Nullable Object value(ColumnType type) {
    int pick = random.nextInt(6);
    return switch (type) {
      case DOUBLE, FLOAT ->
          switch (pick) {
            case 0 -> null;
            case 1 -> -0.0;
            case 2 -> 0;
            case 3 -> 0.1 + random.nextInt(2) * 1e-9;
            case 4 -> (long) random.nextInt(3);
            default -> (double) random.nextInt(3);
          };
      case LONG, INTEGER ->
          pick < 3 ? (Object) random.nextInt(3) : (Object) (double) random.nextInt(3);
      case BOOLEAN -> random.nextBoolean();
      default -> "ab".repeat(random.nextInt(2)) + (random.nextBoolean() ? "a" : "");
    };
  }

  @Test
  void hasEqualDigestsIfAndOnlyIfEqualAfterTheCasts() {
    ColumnType[] types = {
      ColumnType.DOUBLE,
      ColumnType.FLOAT,
      ColumnType.LONG,
      ColumnType.INTEGER,
      ColumnType.BOOLEAN,
      ColumnType.STRING
    };
    int equal = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      List<Column> columns = new ArrayList<>();
      List<@Nullable Object> left = new ArrayList<>();
      List<@Nullable Object> right = new ArrayList<>();
      int width = 1 + random.nextInt(3);
      for (int i = 0; i < width; i++) {
        ColumnType type = types[random.nextInt(types.length)];
        columns.add(new Column("c" + i, type, true));
        left.add(value(type));
        right.add(value(type));
      }
      Signature signature = new ColumnSignature(columns);
      boolean same = afterCasts(columns, left).equals(afterCasts(columns, right));
      equal += same ? 1 : 0;
      assertThat(Arrays.equals(digest(signature, left), digest(signature, right)))
          .as("%s: %s and %s", columns, left, right)
          .isEqualTo(same);
    }
    // Both answers must have been asked for often.
    assertThat(equal).isBetween(PAIRS / 50, PAIRS / 2);
  }
}
