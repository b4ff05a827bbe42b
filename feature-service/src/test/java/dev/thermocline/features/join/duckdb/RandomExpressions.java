package dev.thermocline.features.join.duckdb;

import dev.thermocline.expressions.Type;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Expressions of every sort over the columns of {@link AgreementOfJoins}, typed as they need be.
 */
final class RandomExpressions {
  private final RandomGenerator random;

  RandomExpressions(RandomGenerator random) {
    this.random = random;
  }

  String next() {
    Type type = pick(List.of(Type.FLOAT, Type.INT, Type.BOOL, Type.STRING, Type.TIMESTAMP));
    return of(type, 1 + random.nextInt(4));
  }

  private String of(Type type, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(type);
    }
    int less = depth - 1;
    if (random.nextInt(6) == 0) {
      return "case when %s then %s else %s end"
          .formatted(of(Type.BOOL, less), of(type, less), of(type, less));
    }
    if (random.nextInt(8) == 0) {
      return "%s(%s, %s)"
          .formatted(pick(List.of("coalesce", "nullif")), of(type, less), of(type, less));
    }
    return switch (type) {
      case FLOAT -> real(less);
      case INT -> whole(less);
      case BOOL -> flag(less);
      case STRING ->
          "%s(%s)".formatted(pick(List.of("lower", "upper", "trim")), of(Type.STRING, less));
      case TIMESTAMP ->
          "(%s %s %s(%s))"
              .formatted(
                  of(Type.TIMESTAMP, less),
                  pick(List.of("+", "-")),
                  pick(List.of("days", "hours", "minutes", "seconds")),
                  of(Type.INT, less));
      default -> throw new IllegalStateException("no such type");
    };
  }

  private String real(int depth) {
    return switch (random.nextInt(5)) {
      case 0 ->
          "%s(%s)"
              .formatted(
                  pick(
                      List.of(
                          "abs", "sqrt", "exp", "ln", "log10", "floor", "ceil", "round", "float")),
                  of(Type.FLOAT, depth));
      case 1 -> "pow(%s, %s)".formatted(of(Type.FLOAT, depth), of(Type.INT, depth));
      case 2 ->
          "%s(%s - %s)"
              .formatted(
                  pick(List.of("in_days", "in_hours", "in_minutes", "in_seconds")),
                  of(Type.TIMESTAMP, depth),
                  of(Type.TIMESTAMP, depth));
      default ->
          "(%s %s %s)"
              .formatted(
                  of(Type.FLOAT, depth),
                  pick(List.of("+", "-", "*", "/")),
                  of(random.nextBoolean() ? Type.FLOAT : Type.INT, depth));
    };
  }

  private String whole(int depth) {
    return switch (random.nextInt(5)) {
      case 0 -> "length(%s)".formatted(of(Type.STRING, depth));
      case 1 ->
          "%s(%s, '%s')"
              .formatted(
                  pick(List.of("hour", "minute", "day", "month", "year", "weekday")),
                  of(Type.TIMESTAMP, depth),
                  pick(List.of("UTC", "Europe/Zurich", "America/New_York", "Pacific/Auckland")));
      case 2 -> "int(%s)".formatted(of(Type.FLOAT, depth));
      default ->
          "(%s %s %s)"
              .formatted(
                  of(Type.INT, depth),
                  pick(List.of("+", "-", "*", "//", "%")),
                  of(Type.INT, depth));
    };
  }

  private String flag(int depth) {
    Type compared = pick(List.of(Type.FLOAT, Type.INT, Type.STRING, Type.TIMESTAMP));
    return switch (random.nextInt(5)) {
      case 0 ->
          "(%s %s %s)"
              .formatted(of(Type.BOOL, depth), pick(List.of("and", "or")), of(Type.BOOL, depth));
      case 1 -> "(not %s)".formatted(of(Type.BOOL, depth));
      case 2 -> "(%s is %s null)".formatted(of(compared, depth), random.nextBoolean() ? "not" : "");
      case 3 ->
          random.nextBoolean()
              ? "is_nan(%s)".formatted(of(Type.FLOAT, depth))
              : "%s(%s, %s)"
                  .formatted(
                      pick(List.of("contains", "starts_with")),
                      of(Type.STRING, depth),
                      of(Type.STRING, depth));
      default ->
          "(%s %s %s)"
              .formatted(
                  of(compared, depth),
                  pick(List.of("=", "!=", "<", "<=", ">", ">=")),
                  of(compared, depth));
    };
  }

  private String leaf(Type type) {
    return switch (type) {
      case FLOAT -> pick(List.of("v:real", "v:single", "weight", "0.5", "1e300", "v:real"));
      case INT -> pick(List.of("v:big", "v:small", "count", "3", "0", "9223372036854775807"));
      case BOOL -> pick(List.of("v:flag", "sick", "true"));
      case STRING -> pick(List.of("v:word", "tag", "'a'", "'\u00e4\u20ac'"));
      case TIMESTAMP -> pick(List.of("v:seen", "moment", "moment"));
      default -> throw new IllegalStateException("no such type");
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
