package dev.thermocline.expressions;

import dev.thermocline.expressions.Compiler.Compiled;
import org.jspecify.annotations.Nullable;

/**
 * {@code + - * / // %}. A null gives null. Integers, timestamps and durations that leave 64 bits
 * give null, and so does an integer division by zero; floats follow IEEE 754. {@code /} always
 * divides as floats; {@code //} and {@code %} are for integers and round towards zero.
 */
final class Arithmetic {
  private Arithmetic() {}

  private interface OfLongs {
    @Nullable Long apply(long a, long b);
  }

  private interface OfDoubles {
    double apply(double a, double b);
  }

  static Compiled compile(Syntax.Binary binary, Compiled left, Compiled right) {
    String operator = binary.operator();
    Type a = left.type() == Type.NULL ? right.type() : left.type();
    Type b = right.type() == Type.NULL ? left.type() : right.type();
    if (a == Type.NULL) {
      return new Compiled(Type.NULL, row -> null);
    }
    if (a.isNumber() && b.isNumber()) {
      return numbers(binary, left, right, a, b);
    }
    boolean plus = operator.equals("+");
    boolean minus = operator.equals("-");
    if (a == Type.TIMESTAMP && b == Type.TIMESTAMP && minus) {
      return longs(Type.DURATION, left, right, Arithmetic::subtract);
    }
    if (a == Type.TIMESTAMP && b == Type.DURATION && (plus || minus)) {
      return longs(Type.TIMESTAMP, left, right, plus ? Arithmetic::add : Arithmetic::subtract);
    }
    if (a == Type.DURATION && b == Type.TIMESTAMP && plus) {
      return longs(Type.TIMESTAMP, left, right, Arithmetic::add);
    }
    if (a == Type.DURATION && b == Type.DURATION) {
      if (plus || minus) {
        return longs(Type.DURATION, left, right, plus ? Arithmetic::add : Arithmetic::subtract);
      }
      if (operator.equals("/")) {
        return doubles(left, right, (x, y) -> x / y);
      }
    }
    throw new ExpressionException(
        binary.position(), "'" + operator + "' does not apply to " + a.word() + " and " + b.word());
  }

  private static Compiled numbers(
      Syntax.Binary binary, Compiled left, Compiled right, Type a, Type b) {
    boolean integers = a == Type.INT && b == Type.INT;
    return switch (binary.operator()) {
      case "+" ->
          integers
              ? longs(Type.INT, left, right, Arithmetic::add)
              : doubles(left, right, Double::sum);
      case "-" ->
          integers
              ? longs(Type.INT, left, right, Arithmetic::subtract)
              : doubles(left, right, (x, y) -> x - y);
      case "*" ->
          integers
              ? longs(Type.INT, left, right, Arithmetic::multiply)
              : doubles(left, right, (x, y) -> x * y);
      case "/" -> doubles(left, right, (x, y) -> x / y);
      case "//", "%" -> {
        if (!integers) {
          throw new ExpressionException(
              binary.position(),
              "'" + binary.operator() + "' is for integers; use '/' or int(...)");
        }
        yield binary.operator().equals("//")
            ? longs(Type.INT, left, right, Arithmetic::divide)
            : longs(Type.INT, left, right, (x, y) -> y == 0 ? null : (Long) (x % y));
      }
      default -> throw new IllegalStateException(binary.operator());
    };
  }

  private static Compiled longs(Type type, Compiled left, Compiled right, OfLongs operation) {
    Evaluator a = left.evaluator();
    Evaluator b = right.evaluator();
    return new Compiled(
        type,
        row ->
            a.at(row) instanceof Long x && b.at(row) instanceof Long y
                ? operation.apply(x, y)
                : null);
  }

  private static Compiled doubles(Compiled left, Compiled right, OfDoubles operation) {
    Evaluator a = left.evaluator();
    Evaluator b = right.evaluator();
    return new Compiled(
        Type.FLOAT,
        row ->
            a.at(row) instanceof Number x && b.at(row) instanceof Number y
                ? (Double) operation.apply(x.doubleValue(), y.doubleValue())
                : null);
  }

  static @Nullable Long add(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? null : (Long) sum;
  }

  static @Nullable Long subtract(long a, long b) {
    long difference = a - b;
    return ((a ^ b) & (a ^ difference)) < 0 ? null : (Long) difference;
  }

  static @Nullable Long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return high == low >> 63 ? (Long) low : null;
  }

  private static @Nullable Long divide(long a, long b) {
    return b == 0 || (a == Long.MIN_VALUE && b == -1) ? null : (Long) (a / b);
  }
}
