package dev.thermocline.expressions;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value computed from features and request inputs. It has no clock, no state and no side effects:
 * equal inputs give equal values, in a training join and at the gateway alike. Immutable and
 * thread-safe.
 */
public final class Expression {
  private final String text;
  private final Syntax syntax;

  private Expression(String text, Syntax syntax) {
    this.text = text;
    this.syntax = syntax;
  }

  /**
   * Reads the text.
   *
   * @throws ExpressionException where it is no expression
   */
  public static Expression parse(String text) {
    return new Expression(text, new Parser(text).parse());
  }

  /** The names that it mentions, in alphabetical order. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    syntax.collectNames(names);
    return names;
  }

  /**
   * Resolves its names and checks its types.
   *
   * @throws ExpressionException where a name is unknown or types do not fit
   */
  public Bound bind(Names names) {
    Compiler.Compiled compiled = new Compiler(names).compile(syntax);
    return new Bound(text, compiled.type(), compiled.evaluator());
  }

  @Override
  public String toString() {
    return text;
  }

  /** An expression that knows where its inputs lie. Immutable and thread-safe. */
  public static final class Bound {
    private final String text;
    private final Type type;
    private final Evaluator evaluator;

    private Bound(String text, Type type, Evaluator evaluator) {
      this.text = text;
      this.type = type;
      this.evaluator = evaluator;
    }

    public Type type() {
      return type;
    }

    /** The value for one row: a Boolean, Long, Double or String as {@link #type} says, or null. */
    public @Nullable Object evaluate(Row row) {
      return evaluator.at(row);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
