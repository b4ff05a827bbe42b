package dev.thermocline.expressions;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns syntax into evaluators, checking names and types once so that evaluation need not. */
final class Compiler {
  private final Names names;

  Compiler(Names names) {
    this.names = names;
  }

  /** A checked piece and what it gives. */
  record Compiled(Type type, Evaluator evaluator) {
    /** The same as a wider type: an integer as a float, a null as anything. */
    Compiled as(Type wanted) {
      if (type == Type.INT && wanted == Type.FLOAT) {
        Evaluator inner = evaluator;
        return new Compiled(
            wanted,
            row -> inner.at(row) instanceof Long number ? (Double) number.doubleValue() : null);
      }
      return type == wanted ? this : new Compiled(wanted, evaluator);
    }
  }

  Compiled compile(Syntax syntax) {
    return switch (syntax) {
      case Syntax.Literal literal -> {
        Object value = literal.value();
        yield new Compiled(literal.type(), row -> value);
      }
      case Syntax.Name name -> name(name);
      case Syntax.Unary unary -> unary(unary);
      case Syntax.Binary binary -> binary(binary);
      case Syntax.IsNull isNull -> {
        Evaluator operand = compile(isNull.operand()).evaluator();
        boolean negated = isNull.negated();
        yield new Compiled(Type.BOOL, row -> (operand.at(row) == null) != negated);
      }
      case Syntax.In in -> in(in);
      case Syntax.Call call -> Functions.call(call, compileAll(call.arguments()));
      case Syntax.Case cases -> cases(cases);
    };
  }

  private List<Compiled> compileAll(List<Syntax> all) {
    List<Compiled> compiled = new ArrayList<>();
    for (Syntax one : all) {
      compiled.add(compile(one));
    }
    return compiled;
  }

  private Compiled name(Syntax.Name name) {
    Names.Column column =
        names
            .find(name.name())
            .orElseThrow(() ->
                new ExpressionException(
                    name.position(),
                    "'"
                        + name.name()
                        + "' is no feature and no request input here; features are written as"
                        + " view:feature"));
    int position = column.position();
    Evaluator read =
        switch (column.type()) {
          case INT -> row -> widen((Number) row.get(position));
          case FLOAT -> row -> toDouble((Number) row.get(position));
          default -> row -> row.get(position);
        };
    return new Compiled(column.type(), read);
  }

  private static @Nullable Long widen(@Nullable Number number) {
    return number == null ? null : (Long) number.longValue();
  }

  private static @Nullable Double toDouble(@Nullable Number number) {
    return number == null ? null : (Double) number.doubleValue();
  }

  private Compiled unary(Syntax.Unary unary) {
    Compiled operand = compile(unary.operand());
    Evaluator inner = operand.evaluator();
    if (unary.operator().equals("not")) {
      need(operand, Type.BOOL, unary.operand());
      return new Compiled(
          Type.BOOL, row -> inner.at(row) instanceof Boolean value ? (Boolean) !value : null);
    }
    return switch (operand.type()) {
      case NULL -> operand;
      case INT, DURATION ->
          new Compiled(
              operand.type(),
              row -> inner.at(row) instanceof Long value ? Arithmetic.subtract(0L, value) : null);
      case FLOAT ->
          new Compiled(
              Type.FLOAT, row -> inner.at(row) instanceof Double value ? (Double) (-value) : null);
      default ->
          throw new ExpressionException(
              unary.position(), "'-' does not apply to " + operand.type().word());
    };
  }

  private Compiled binary(Syntax.Binary binary) {
    Compiled left = compile(binary.left());
    Compiled right = compile(binary.right());
    return switch (binary.operator()) {
      case "and", "or" -> {
        need(left, Type.BOOL, binary.left());
        need(right, Type.BOOL, binary.right());
        yield logic(binary.operator().equals("or"), left.evaluator(), right.evaluator());
      }
      case "=", "!=", "<", "<=", ">", ">=" -> Comparison.compile(binary, left, right);
      case "||" -> {
        need(left, Type.STRING, binary.left());
        need(right, Type.STRING, binary.right());
        Evaluator a = left.evaluator();
        Evaluator b = right.evaluator();
        yield new Compiled(
            Type.STRING,
            row ->
                a.at(row) instanceof String x && b.at(row) instanceof String y
                    ? x.concat(y)
                    : null);
      }
      default -> Arithmetic.compile(binary, left, right);
    };
  }

  /** Three-valued: a null is "unknown", and stays so unless the other side decides. */
  private static Compiled logic(boolean or, Evaluator left, Evaluator right) {
    return new Compiled(
        Type.BOOL,
        row -> {
          Object a = left.at(row);
          if (a instanceof Boolean value && value == or) {
            return or;
          }
          Object b = right.at(row);
          if (b instanceof Boolean value && value == or) {
            return or;
          }
          return (a == null || b == null) ? null : (Boolean) !or;
        });
  }

  private Compiled in(Syntax.In in) {
    List<Syntax> choices = in.choices();
    if (choices.isEmpty()) {
      throw new ExpressionException(in.position(), "'in' needs at least one value");
    }
    Compiled any = null;
    for (Syntax choice : choices) {
      Compiled one = compile(new Syntax.Binary(choice.position(), "=", in.operand(), choice));
      any = any == null ? one : logic(true, any.evaluator(), one.evaluator());
    }
    if (any == null || !in.negated()) {
      return any == null ? new Compiled(Type.NULL, row -> null) : any;
    }
    Evaluator found = any.evaluator();
    return new Compiled(
        Type.BOOL, row -> found.at(row) instanceof Boolean value ? (Boolean) !value : null);
  }

  private Compiled cases(Syntax.Case cases) {
    List<Compiled> conditions = new ArrayList<>();
    List<Compiled> values = new ArrayList<>();
    for (Syntax.Branch branch : cases.branches()) {
      Compiled condition = compile(branch.condition());
      need(condition, Type.BOOL, branch.condition());
      conditions.add(condition);
      values.add(compile(branch.value()));
    }
    Syntax otherwise = cases.otherwise();
    values.add(otherwise == null ? new Compiled(Type.NULL, row -> null) : compile(otherwise));
    Type type = common(values, cases.position(), "the branches of 'case'");
    Evaluator[] when = conditions.stream().map(Compiled::evaluator).toArray(Evaluator[]::new);
    Evaluator[] then = values.stream().map(v -> v.as(type).evaluator()).toArray(Evaluator[]::new);
    return new Compiled(
        type,
        row -> {
          for (int i = 0; i < when.length; i++) {
            if (Boolean.TRUE.equals(when[i].at(row))) {
              return then[i].at(row);
            }
          }
          return then[when.length].at(row);
        });
  }

  /** The one type that all of them fit: floats swallow integers, nulls fit everything. */
  static Type common(List<Compiled> values, int position, String what) {
    Type type = Type.NULL;
    for (Compiled value : values) {
      Type next = value.type();
      if (type == Type.NULL || type == next) {
        type = next == Type.NULL ? type : next;
      } else if (type.isNumber() && next.isNumber()) {
        type = Type.FLOAT;
      } else if (next != Type.NULL) {
        throw new ExpressionException(
            position, what + " are of different types: " + type.word() + " and " + next.word());
      }
    }
    return type;
  }

  static void need(Compiled compiled, Type wanted, Syntax where) {
    if (compiled.type() != wanted && compiled.type() != Type.NULL) {
      throw new ExpressionException(
          where.position(), "expected " + wanted.word() + " but this is " + compiled.type().word());
    }
  }
}
