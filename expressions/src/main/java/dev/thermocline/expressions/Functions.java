package dev.thermocline.expressions;

import dev.thermocline.expressions.Compiler.Compiled;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be called by name. Unless said otherwise, a null argument gives null. */
final class Functions {
  private Functions() {}

  static final List<String> NAMES =
      List.of(
          "abs",
          "ceil",
          "coalesce",
          "contains",
          "day",
          "days",
          "exp",
          "float",
          "floor",
          "greatest",
          "hour",
          "hours",
          "in_days",
          "in_hours",
          "in_minutes",
          "in_seconds",
          "int",
          "is_nan",
          "least",
          "length",
          "ln",
          "log10",
          "lower",
          "minute",
          "minutes",
          "month",
          "nullif",
          "pow",
          "round",
          "seconds",
          "sqrt",
          "starts_with",
          "trim",
          "upper",
          "weekday",
          "year");

  static Compiled call(Syntax.Call call, List<Compiled> arguments) {
    return switch (call.function()) {
      case "abs" -> abs(call, arguments);
      case "sqrt" -> real(call, arguments, StrictMath::sqrt);
      case "exp" -> real(call, arguments, StrictMath::exp);
      case "ln" -> real(call, arguments, StrictMath::log);
      case "log10" -> real(call, arguments, StrictMath::log10);
      case "floor" -> real(call, arguments, StrictMath::floor);
      case "ceil" -> real(call, arguments, StrictMath::ceil);
      case "round" -> real(call, arguments, Functions::awayFromZero);
      case "pow" -> pow(call, arguments);
      case "int" -> toInt(call, arguments);
      case "float" -> real(call, arguments, x -> x);
      case "is_nan" -> of(call, arguments, Type.BOOL, Type.FLOAT, x -> ((Double) x).isNaN());
      case "least" -> extreme(call, arguments, -1);
      case "greatest" -> extreme(call, arguments, 1);
      case "coalesce" -> coalesce(call, arguments);
      case "nullif" -> nullIf(call, arguments);
      case "lower" ->
          of(call, arguments, Type.STRING, Type.STRING, s -> s.toString().toLowerCase(Locale.ROOT));
      case "upper" ->
          of(call, arguments, Type.STRING, Type.STRING, s -> s.toString().toUpperCase(Locale.ROOT));
      case "trim" -> of(call, arguments, Type.STRING, Type.STRING, s -> s.toString().strip());
      case "length" ->
          of(
              call,
              arguments,
              Type.INT,
              Type.STRING,
              s -> (long) s.toString().codePointCount(0, s.toString().length()));
      case "contains" -> strings(call, arguments, false);
      case "starts_with" -> strings(call, arguments, true);
      case "days",
          "hours",
          "minutes",
          "seconds",
          "in_days",
          "in_hours",
          "in_minutes",
          "in_seconds",
          "year",
          "month",
          "day",
          "hour",
          "minute",
          "weekday" ->
          Times.call(call, arguments);
      default ->
          throw new ExpressionException(
              call.position(),
              "there is no function '"
                  + call.function()
                  + "'; there are "
                  + String.join(", ", NAMES));
    };
  }

  static void count(Syntax.Call call, List<Compiled> arguments, int least, int most) {
    int size = arguments.size();
    if (size < least || size > most) {
      String wanted =
          least == most
              ? "" + least
              : most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
      throw new ExpressionException(
          call.position(), call.function() + "(...) takes " + wanted + " arguments, not " + size);
    }
  }

  /** A function of one argument of one type. */
  static Compiled of(
      Syntax.Call call,
      List<Compiled> arguments,
      Type result,
      Type wanted,
      Function<Object, @Nullable Object> function) {
    count(call, arguments, 1, 1);
    Compiled argument = arguments.getFirst();
    if (wanted == Type.FLOAT && argument.type() == Type.INT) {
      argument = argument.as(Type.FLOAT);
    }
    Compiler.need(argument, wanted, call.arguments().getFirst());
    Evaluator inner = argument.evaluator();
    return new Compiled(
        result,
        row -> {
          Object value = inner.at(row);
          return value == null ? null : function.apply(value);
        });
  }

  private static Compiled real(
      Syntax.Call call, List<Compiled> arguments, DoubleUnaryOperator function) {
    return of(call, arguments, Type.FLOAT, Type.FLOAT, x -> function.applyAsDouble((Double) x));
  }

  private static Compiled abs(Syntax.Call call, List<Compiled> arguments) {
    count(call, arguments, 1, 1);
    Type type = arguments.getFirst().type();
    if (type == Type.INT || type == Type.DURATION) {
      return of(
          call, arguments, type, type, x -> (Long) x < 0 ? Arithmetic.subtract(0L, (Long) x) : x);
    }
    return real(call, arguments, Math::abs);
  }

  private static double awayFromZero(double x) {
    double floor = StrictMath.floor(Math.abs(x));
    double rounded = Math.abs(x) - floor >= 0.5 ? floor + 1 : floor;
    return Math.copySign(rounded, x);
  }

  private static Compiled toInt(Syntax.Call call, List<Compiled> arguments) {
    count(call, arguments, 1, 1);
    if (arguments.getFirst().type() == Type.BOOL) {
      return of(call, arguments, Type.INT, Type.BOOL, x -> (Boolean) x ? 1L : 0L);
    }
    if (arguments.getFirst().type() == Type.INT) {
      return arguments.getFirst();
    }
    return of(call, arguments, Type.INT, Type.FLOAT, x -> truncated((Double) x));
  }

  /** Towards zero; null where it is NaN or leaves 64 bits. */
  private static @Nullable Long truncated(double x) {
    return x >= -0x1p63 && x < 0x1p63 ? (Long) (long) x : null;
  }

  private static Compiled pow(Syntax.Call call, List<Compiled> arguments) {
    count(call, arguments, 2, 2);
    Evaluator base = number(call, arguments, 0);
    Evaluator exponent = number(call, arguments, 1);
    return new Compiled(
        Type.FLOAT,
        row ->
            base.at(row) instanceof Double x && exponent.at(row) instanceof Double y
                ? (Double) StrictMath.pow(x, y)
                : null);
  }

  private static Evaluator number(Syntax.Call call, List<Compiled> arguments, int index) {
    Compiled argument =
        arguments
            .get(index)
            .as(arguments.get(index).type() == Type.INT ? Type.FLOAT : arguments.get(index).type());
    Compiler.need(argument, Type.FLOAT, call.arguments().get(index));
    return argument.evaluator();
  }

  private static Compiled strings(Syntax.Call call, List<Compiled> arguments, boolean start) {
    count(call, arguments, 2, 2);
    Compiler.need(arguments.get(0), Type.STRING, call.arguments().get(0));
    Compiler.need(arguments.get(1), Type.STRING, call.arguments().get(1));
    Evaluator whole = arguments.get(0).evaluator();
    Evaluator part = arguments.get(1).evaluator();
    return new Compiled(
        Type.BOOL,
        row ->
            (whole.at(row) instanceof String s && part.at(row) instanceof String t)
                ? (Boolean) (start ? s.startsWith(t) : s.contains(t))
                : null);
  }

  /** The least or greatest of what is not null; a NaN among them wins. */
  private static Compiled extreme(Syntax.Call call, List<Compiled> arguments, int sign) {
    count(call, arguments, 1, Integer.MAX_VALUE);
    Type type = Compiler.common(arguments, call.position(), "the arguments");
    Evaluator[] all = arguments.stream().map(a -> a.as(type).evaluator()).toArray(Evaluator[]::new);
    return new Compiled(
        type,
        row -> {
          Object best = null;
          for (Evaluator one : all) {
            Object value = one.at(row);
            if (value != null && (best == null || wins(value, best, sign))) {
              best = value;
            }
          }
          return best;
        });
  }

  private static boolean wins(Object value, Object best, int sign) {
    if (value instanceof Double x && best instanceof Double y) {
      boolean further = sign * Double.compare(x, y) > 0;
      return !y.isNaN() && (x.isNaN() || further);
    }
    return sign * Comparison.order(value, best) > 0;
  }

  private static Compiled coalesce(Syntax.Call call, List<Compiled> arguments) {
    count(call, arguments, 1, Integer.MAX_VALUE);
    Type type = Compiler.common(arguments, call.position(), "the arguments");
    Evaluator[] all = arguments.stream().map(a -> a.as(type).evaluator()).toArray(Evaluator[]::new);
    return new Compiled(
        type,
        row -> {
          for (Evaluator one : all) {
            Object value = one.at(row);
            if (value != null) {
              return value;
            }
          }
          return null;
        });
  }

  private static Compiled nullIf(Syntax.Call call, List<Compiled> arguments) {
    count(call, arguments, 2, 2);
    Compiled equal =
        Comparison.compile(
            new Syntax.Binary(
                call.position(), "=", call.arguments().get(0), call.arguments().get(1)),
            arguments.get(0),
            arguments.get(1));
    Evaluator value = arguments.get(0).evaluator();
    Evaluator same = equal.evaluator();
    return new Compiled(
        arguments.get(0).type(), row -> Boolean.TRUE.equals(same.at(row)) ? null : value.at(row));
  }
}
