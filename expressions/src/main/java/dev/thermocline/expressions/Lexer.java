package dev.thermocline.expressions;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text into tokens. */
final class Lexer {
  private static final List<String> SIGNS =
      List.of(
          "<=", ">=", "!=", "<>", "||", "//", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")",
          ",");

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Token.Kind.END);
    return tokens;
  }

  private Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == text.length()) {
      return new Token(Token.Kind.END, "", start);
    }
    char c = text.charAt(at);
    if (isLetter(c)) {
      return word(start);
    }
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      return number(start);
    }
    if (c == '\'') {
      return string(start);
    }
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        at += sign.length();
        return new Token(Token.Kind.SIGN, sign, start);
      }
    }
    throw new ExpressionException(
        start, "'" + Character.toString(text.codePointAt(at)) + "' has no meaning here");
  }

  /** A name, with its view before a colon where there is one. */
  private Token word(int start) {
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    if (at + 1 < text.length() && text.charAt(at) == ':' && isLetter(text.charAt(at + 1))) {
      at++;
      while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
        at++;
      }
    }
    return new Token(Token.Kind.WORD, text.substring(start, at), start);
  }

  private Token number(int start) {
    boolean decimal = false;
    digits();
    if (at < text.length() && text.charAt(at) == '.') {
      decimal = true;
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      decimal = true;
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = at;
      digits();
      if (at == exponent) {
        throw new ExpressionException(start, "a number's exponent has no digits");
      }
    }
    Token.Kind kind = decimal ? Token.Kind.DECIMAL : Token.Kind.INTEGER;
    return new Token(kind, text.substring(start, at), start);
  }

  private void digits() {
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  /** In single quotes; a quote inside is written twice. */
  private Token string(int start) {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\'') {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == '\'') {
        value.append('\'');
        at++;
      } else {
        return new Token(Token.Kind.STRING, value.toString(), start);
      }
    }
    throw new ExpressionException(start, "a string has no closing quote");
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
