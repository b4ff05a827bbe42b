package dev.thermocline.expressions;

/** One word, number, string or sign of an expression. */
record Token(Kind kind, String text, int position) {
  enum Kind {
    WORD,
    INTEGER,
    DECIMAL,
    STRING,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  String shown() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
