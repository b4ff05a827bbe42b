package dev.thermocline.registry.search;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.search.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads one filter or one term of an order. Used once. */
final class Parser {
  /** Beyond this a number only serves to make arithmetic slow. */
  private static final int MAX_EXPONENT = 400;

  private static final int MAX_CONDITIONS = 100;

  private final Searchable searchable;
  private final String source;
  private final List<Token> tokens;
  private int at;

  Parser(Searchable searchable, String source) {
    this.searchable = searchable;
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>();
    // Clients that glue filters together leave an AND at either end; it changes nothing.
    skipAnds();
    while (peek().kind() != Kind.END) {
      if (conditions.size() == MAX_CONDITIONS) {
        throw ThermoclineException.invalid(
            "A filter has at most " + MAX_CONDITIONS + " conditions. Split the search.");
      }
      conditions.add(condition());
      if (peek().kind() != Kind.END && !peek().isWord("AND")) {
        throw unexpected(peek(), "AND");
      }
      skipAnds();
    }
    return List.copyOf(conditions);
  }

  Order order() {
    Field field = field(true);
    boolean ascending = true;
    if (peek().isWord("ASC")) {
      next();
    } else if (peek().isWord("DESC")) {
      next();
      ascending = false;
    }
    if (peek().kind() != Kind.END) {
      throw ThermoclineException.invalid(
          "Invalid order_by clause '"
              + source
              + "'. Write a field, and ASC or DESC after it, as in \"metrics.rmse DESC\".");
    }
    return new Order(field, ascending);
  }

  private Condition condition() {
    Field field = field(false);
    Operator operator = operator();
    searchable.check(field, operator);
    return new Condition(field, operator, operand(field, operator));
  }

  private Field field(boolean forOrder) {
    Token first = next();
    if (first.kind() != Kind.WORD && !first.isQuotedKey()) {
      throw unexpected(first, "a field such as metrics.rmse");
    }
    if (peek().kind() != Kind.DOT) {
      return searchable.field(FieldKind.ATTRIBUTE, first.text(), forOrder);
    }
    FieldKind kind = searchable.kind(first.text());
    return searchable.field(kind, key(), forOrder);
  }

  /** The rest of a field after its prefix: one quoted part, or words with dots between them. */
  private String key() {
    StringBuilder key = new StringBuilder();
    while (peek().kind() == Kind.DOT) {
      next();
      Token part = next();
      if (part.kind() != Kind.WORD && !part.isQuotedKey()) {
        throw unexpected(part, "a key after the dot");
      }
      if (!key.isEmpty()) {
        key.append('.');
      }
      key.append(part.text());
    }
    return key.toString();
  }

  private Operator operator() {
    Token token = next();
    if (token.kind() == Kind.COMPARISON) {
      for (Operator operator : Operator.values()) {
        if (operator.symbol().equals(token.text())) {
          return operator;
        }
      }
    }
    if (token.isWord("LIKE")) {
      return Operator.LIKE;
    }
    if (token.isWord("ILIKE")) {
      return Operator.ILIKE;
    }
    if (token.isWord("IN")) {
      return Operator.IN;
    }
    if (token.isWord("NOT") && peek().isWord("IN")) {
      next();
      return Operator.NOT_IN;
    }
    if (token.isWord("IS")) {
      boolean negated = peek().isWord("NOT");
      if (negated) {
        next();
      }
      if (peek().isWord("NULL")) {
        next();
        return negated ? Operator.IS_NOT_NULL : Operator.IS_NULL;
      }
    }
    throw unexpected(token, "a comparison such as =, !=, <, LIKE or IN");
  }

  private Operand operand(Field field, Operator operator) {
    if (operator.takesNothing()) {
      return new Operand.None();
    }
    if (operator.takesList()) {
      return new Operand.Texts(texts());
    }
    Token token = next();
    Searchable.Type type = searchable.type(field);
    if (type == Searchable.Type.INTEGER || type == Searchable.Type.NUMBER) {
      if (token.kind() != Kind.NUMBER) {
        throw ThermoclineException.invalid(
            "Expected numeric value type for " + field + ". Found " + token.shown() + ".");
      }
      return new Operand.Numeric(number(token));
    }
    if (!token.isText()) {
      throw ThermoclineException.invalid(
          "Expected a quoted string value for "
              + field
              + " (e.g. 'my-value'). Got value "
              + token.shown()
              + ".");
    }
    return new Operand.Text(token.text());
  }

  private List<String> texts() {
    Token open = next();
    if (open.kind() != Kind.OPEN) {
      throw unexpected(open, "a list such as ('a', 'b')");
    }
    List<String> values = new ArrayList<>();
    while (true) {
      Token value = next();
      if (value.kind() == Kind.CLOSE && !values.isEmpty()) {
        return values;
      }
      if (!value.isText()) {
        throw unexpected(value, "a non-empty list of quoted strings such as ('a', 'b')");
      }
      values.add(value.text());
      Token after = next();
      if (after.kind() == Kind.CLOSE) {
        return values;
      }
      if (after.kind() != Kind.COMMA) {
        throw unexpected(after, "',' or ')'");
      }
    }
  }

  private BigDecimal number(Token token) {
    try {
      BigDecimal number = new BigDecimal(token.text());
      if (Math.abs((long) number.precision() - number.scale()) <= MAX_EXPONENT
          && Math.abs((long) number.scale()) <= 2L * MAX_EXPONENT) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one answer for every number that is none.
    }
    throw unexpected(token, "a number");
  }

  private void skipAnds() {
    while (peek().isWord("AND")) {
      next();
    }
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private ThermoclineException unexpected(Token token, String wanted) {
    return ThermoclineException.invalid(
        "Invalid clause(s) in filter string: expected "
            + wanted
            + " but found "
            + token.shown()
            + " at position "
            + token.position()
            + " of \""
            + source
            + "\".");
  }
}
