package dev.thermocline.expressions;

import dev.thermocline.expressions.Compiler.Compiled;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * {@code = != < <= > >=}. A null on either side gives null. Numbers of both kinds are compared as
 * floats; NaN differs from everything and is neither less nor greater. Strings are ordered by code
 * point, whatever the locale.
 */
final class Comparison {
  private Comparison() {}

  static Compiled compile(Syntax.Binary binary, Compiled left, Compiled right) {
    String operator = binary.operator();
    Type type =
        Compiler.common(
            List.of(left, right), binary.position(), "the two sides of '" + operator + "'");
    if (type == Type.BOOL && !operator.equals("=") && !operator.equals("!=")) {
      throw new ExpressionException(
          binary.position(), "bools have no order: '" + operator + "' does not apply to them");
    }
    Evaluator a = left.as(type).evaluator();
    Evaluator b = right.as(type).evaluator();
    IntPredicate holds = predicate(operator);
    boolean unequal = operator.equals("!=");
    return new Compiled(
        Type.BOOL,
        row -> {
          Object x = a.at(row);
          Object y = b.at(row);
          if (x == null || y == null) {
            return null;
          }
          if (x instanceof Double p && y instanceof Double q) {
            double one = p;
            double two = q;
            if (Double.isNaN(one) || Double.isNaN(two)) {
              return unequal;
            }
            return holds.test(one < two ? -1 : one > two ? 1 : 0);
          }
          return holds.test(order(x, y));
        });
  }

  private static IntPredicate predicate(String operator) {
    return switch (operator) {
      case "=" -> sign -> sign == 0;
      case "!=" -> sign -> sign != 0;
      case "<" -> sign -> sign < 0;
      case "<=" -> sign -> sign <= 0;
      case ">" -> sign -> sign > 0;
      default -> sign -> sign >= 0;
    };
  }

  /** Of two values of one type, neither null nor float. */
  static int order(Object x, Object y) {
    if (x instanceof Long p && y instanceof Long q) {
      return Long.compare(p, q);
    }
    if (x instanceof String p && y instanceof String q) {
      return byCodePoint(p, q);
    }
    return Boolean.compare((Boolean) x, (Boolean) y);
  }

  /** UTF-16 puts surrogates before U+E000, so the first difference decides by code point. */
  private static int byCodePoint(String p, String q) {
    int shorter = Math.min(p.length(), q.length());
    for (int i = 0; i < shorter; i++) {
      char a = p.charAt(i);
      char b = q.charAt(i);
      if (a != b) {
        boolean first = Character.isSurrogate(a);
        boolean second = Character.isSurrogate(b);
        return first == second ? Character.compare(a, b) : first ? 1 : -1;
      }
    }
    return Integer.compare(p.length(), q.length());
  }
}
