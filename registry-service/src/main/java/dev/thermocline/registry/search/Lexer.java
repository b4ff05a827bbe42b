package dev.thermocline.registry.search;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.search.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a filter into tokens. */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    if (source.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(source)) {
      throw ThermoclineException.invalid(
          "Invalid clause(s) in filter string: it holds a NUL or half of a surrogate pair.");
    }
    return new Lexer(source).run();
  }

  private List<Token> run() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'' || c == '"' || c == '`') {
        quoted(c);
      } else if (isDigit(c) || (numberMayStart() && isSignedNumber())) {
        number();
      } else if (isWordPart(c)) {
        word();
      } else {
        symbol(c);
      }
    }
    tokens.add(new Token(Kind.END, "", at));
    return tokens;
  }

  private void quoted(char quote) {
    int start = at++;
    StringBuilder inside = new StringBuilder();
    while (at < source.length()) {
      char c = source.charAt(at++);
      if (c != quote) {
        inside.append(c);
      } else if (at < source.length() && source.charAt(at) == quote) {
        // A doubled quote stands for itself, as in SQL.
        inside.append(c);
        at++;
      } else {
        Kind kind =
            switch (quote) {
              case '\'' -> Kind.SINGLE_QUOTED;
              case '"' -> Kind.DOUBLE_QUOTED;
              default -> Kind.BACKTICKED;
            };
        tokens.add(new Token(kind, inside.toString(), start));
        return;
      }
    }
    throw invalid(start, "a quote that is never closed");
  }

  private void number() {
    int start = at;
    if (afterDot()) {
      // Inside a key, as in metrics.1st: not a number.
      word();
      return;
    }
    at++;
    while (at < source.length() && isNumberPart(at)) {
      at++;
    }
    if (at < source.length() && isWordPart(source.charAt(at))) {
      throw invalid(start, "a number or name that cannot be read");
    }
    tokens.add(new Token(Kind.NUMBER, source.substring(start, at), start));
  }

  private boolean isNumberPart(int index) {
    char c = source.charAt(index);
    if (isDigit(c) || c == '.' || c == 'e' || c == 'E') {
      return true;
    }
    char before = source.charAt(index - 1);
    return (c == '-' || c == '+') && (before == 'e' || before == 'E');
  }

  /** A sign or a leading dot only starts a number where a value is due: after a comparison. */
  private boolean numberMayStart() {
    return !tokens.isEmpty() && tokens.getLast().kind() == Kind.COMPARISON;
  }

  private boolean isSignedNumber() {
    int next = at;
    if (source.charAt(next) == '-' || source.charAt(next) == '+') {
      next++;
    }
    if (next < source.length() && source.charAt(next) == '.') {
      next++;
    }
    return next > at && next < source.length() && isDigit(source.charAt(next));
  }

  private boolean afterDot() {
    return !tokens.isEmpty()
        && tokens.getLast().kind() == Kind.DOT
        && tokens.getLast().position() == at - 1;
  }

  private void word() {
    int start = at;
    while (at < source.length() && isWordPart(source.charAt(at))) {
      at++;
    }
    tokens.add(new Token(Kind.WORD, source.substring(start, at), start));
  }

  private void symbol(char c) {
    int start = at++;
    boolean withEqual = at < source.length() && source.charAt(at) == '=';
    switch (c) {
      case '.' -> add(Kind.DOT, ".", start);
      case ',' -> add(Kind.COMMA, ",", start);
      case '(' -> add(Kind.OPEN, "(", start);
      case ')' -> add(Kind.CLOSE, ")", start);
      case '=' -> add(Kind.COMPARISON, "=", start);
      case '<', '>', '!' -> {
        if (withEqual) {
          at++;
        } else if (c == '!') {
          throw invalid(start, "'!' without '='");
        }
        add(Kind.COMPARISON, withEqual ? c + "=" : String.valueOf(c), start);
      }
      default -> throw invalid(start, "the character '" + c + "'");
    }
  }

  private void add(Kind kind, String text, int start) {
    tokens.add(new Token(kind, text, start));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private ThermoclineException invalid(int position, String what) {
    return ThermoclineException.invalid(
        "Invalid clause(s) in filter string: found "
            + what
            + " at position "
            + position
            + " of \""
            + source
            + "\". Put keys with other characters in backticks and text in single quotes.");
  }
}
