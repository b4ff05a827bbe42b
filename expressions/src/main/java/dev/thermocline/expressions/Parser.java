package dev.thermocline.expressions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tokens by precedence: or, and, not, comparison, ||, + -, * / // %, unary minus. */
final class Parser {
  static final int LONGEST = 10_000;
  static final int MOST_TOKENS = 2_000;
  private static final int DEEPEST = 100;
  private static final Set<String> COMPARISONS = Set.of("=", "!=", "<>", "<", "<=", ">", ">=");
  private static final Set<String> RESERVED =
      Set.of(
          "and", "or", "not", "case", "when", "then", "else", "end", "is", "in", "null", "true",
          "false");

  private final List<Token> tokens;
  private int next;
  private int depth;

  Parser(String text) {
    if (text.length() > LONGEST) {
      throw new ExpressionException(0, "an expression has at most " + LONGEST + " characters");
    }
    tokens = Lexer.tokens(text);
    // A chain of operators is as deep as it is long once it is a tree.
    if (tokens.size() > MOST_TOKENS) {
      throw new ExpressionException(
          tokens.get(MOST_TOKENS).position(),
          "an expression has at most " + MOST_TOKENS + " words, numbers and signs");
    }
  }

  Syntax parse() {
    Syntax whole = or();
    if (peek().kind() != Token.Kind.END) {
      throw unexpected("the end");
    }
    return whole;
  }

  private Syntax or() {
    if (++depth > DEEPEST) {
      throw new ExpressionException(peek().position(), "it is nested too deeply");
    }
    Syntax left = and();
    while (peek().isWord("or")) {
      int position = take().position();
      left = new Syntax.Binary(position, "or", left, and());
    }
    depth--;
    return left;
  }

  private Syntax and() {
    Syntax left = not();
    while (peek().isWord("and")) {
      int position = take().position();
      left = new Syntax.Binary(position, "and", left, not());
    }
    return left;
  }

  private Syntax not() {
    if (!peek().isWord("not")) {
      return comparison();
    }
    deeper();
    Syntax negated = new Syntax.Unary(take().position(), "not", not());
    depth--;
    return negated;
  }

  private Syntax comparison() {
    Syntax left = concatenation();
    Token token = peek();
    if (token.kind() == Token.Kind.SIGN && COMPARISONS.contains(token.text())) {
      take();
      String operator = token.text().equals("<>") ? "!=" : token.text();
      return new Syntax.Binary(token.position(), operator, left, concatenation());
    }
    if (token.isWord("is")) {
      take();
      boolean negated = skipWord("not");
      expectWord("null");
      return new Syntax.IsNull(token.position(), left, negated);
    }
    boolean negated = token.isWord("not") && tokens.get(next + 1).isWord("in");
    if (negated || token.isWord("in")) {
      next += negated ? 2 : 1;
      expect("(");
      return new Syntax.In(token.position(), left, arguments(")"), negated);
    }
    return left;
  }

  private Syntax concatenation() {
    Syntax left = sum();
    while (peek().is("||")) {
      int position = take().position();
      left = new Syntax.Binary(position, "||", left, sum());
    }
    return left;
  }

  private Syntax sum() {
    Syntax left = product();
    while (peek().is("+") || peek().is("-")) {
      Token operator = take();
      left = new Syntax.Binary(operator.position(), operator.text(), left, product());
    }
    return left;
  }

  private Syntax product() {
    Syntax left = unary();
    while (peek().is("*") || peek().is("/") || peek().is("//") || peek().is("%")) {
      Token operator = take();
      left = new Syntax.Binary(operator.position(), operator.text(), left, unary());
    }
    return left;
  }

  private Syntax unary() {
    Token token = peek();
    if (!token.is("-")) {
      return primary();
    }
    take();
    Token number = peek();
    if (number.kind() == Token.Kind.INTEGER) {
      // Read with its sign, or the least of all integers could not be written.
      take();
      return integer(token.position(), "-" + number.text());
    }
    deeper();
    Syntax negated = new Syntax.Unary(token.position(), "-", unary());
    depth--;
    return negated;
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw new ExpressionException(peek().position(), "it is nested too deeply");
    }
  }

  private Syntax primary() {
    Token token = take();
    int position = token.position();
    return switch (token.kind()) {
      case INTEGER -> integer(position, token.text());
      case DECIMAL -> new Syntax.Literal(position, Type.FLOAT, Double.valueOf(token.text()));
      case STRING -> new Syntax.Literal(position, Type.STRING, token.text());
      case WORD -> word(token);
      case SIGN, END -> {
        if (!token.is("(")) {
          next--;
          throw unexpected("a value");
        }
        Syntax inner = or();
        expect(")");
        yield inner;
      }
    };
  }

  private Syntax word(Token token) {
    int position = token.position();
    String lower = token.text().toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "null" -> new Syntax.Literal(position, Type.NULL, null);
      case "true", "false" -> new Syntax.Literal(position, Type.BOOL, lower.equals("true"));
      case "case" -> cases(position);
      default -> {
        if (RESERVED.contains(lower)) {
          next--;
          throw unexpected("a value");
        }
        if (peek().is("(")) {
          take();
          yield new Syntax.Call(position, lower, arguments(")"));
        }
        yield new Syntax.Name(position, token.text());
      }
    };
  }

  private Syntax cases(int position) {
    List<Syntax.Branch> branches = new ArrayList<>();
    while (skipWord("when")) {
      Syntax condition = or();
      expectWord("then");
      branches.add(new Syntax.Branch(condition, or()));
    }
    if (branches.isEmpty()) {
      throw unexpected("'when'");
    }
    @Nullable Syntax otherwise = skipWord("else") ? or() : null;
    expectWord("end");
    return new Syntax.Case(position, List.copyOf(branches), otherwise);
  }

  private List<Syntax> arguments(String close) {
    List<Syntax> arguments = new ArrayList<>();
    if (!peek().is(close)) {
      arguments.add(or());
      while (peek().is(",")) {
        take();
        arguments.add(or());
      }
    }
    expect(close);
    return List.copyOf(arguments);
  }

  private static Syntax integer(int position, String digits) {
    try {
      return new Syntax.Literal(position, Type.INT, Long.valueOf(digits));
    } catch (NumberFormatException e) {
      throw new ExpressionException(
          position, digits + " does not fit 64 bits; write it with a point to make it a float");
    }
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Token.Kind.END) {
      next++;
      return token;
    }
    next++;
    tokens.add(token);
    return token;
  }

  private boolean skipWord(String word) {
    if (!peek().isWord(word)) {
      return false;
    }
    take();
    return true;
  }

  private void expect(String sign) {
    if (!peek().is(sign)) {
      throw unexpected("'" + sign + "'");
    }
    take();
  }

  private void expectWord(String word) {
    if (!skipWord(word)) {
      throw unexpected("'" + word + "'");
    }
  }

  private ExpressionException unexpected(String wanted) {
    Token token = peek();
    return new ExpressionException(
        token.position(), "expected " + wanted + " but found " + token.shown());
  }
}
