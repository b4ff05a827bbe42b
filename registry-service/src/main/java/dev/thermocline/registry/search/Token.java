package dev.thermocline.registry.search;

/** A word of the filter language and where it stood. */
record Token(Kind kind, String text, int position) {
  enum Kind {
    /** A bare word such as {@code metrics}, {@code AND} or {@code 1e}. */
    WORD,
    /** The inside of {@code `...`}. */
    BACKTICKED,
    /** The inside of {@code "..."}: a key where a key is due, a value where a value is. */
    DOUBLE_QUOTED,
    /** The inside of {@code '...'}. */
    SINGLE_QUOTED,
    NUMBER,
    COMPARISON,
    DOT,
    COMMA,
    OPEN,
    CLOSE,
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isQuotedKey() {
    return kind == Kind.BACKTICKED || kind == Kind.DOUBLE_QUOTED;
  }

  boolean isText() {
    return kind == Kind.SINGLE_QUOTED || kind == Kind.DOUBLE_QUOTED;
  }

  String shown() {
    return switch (kind) {
      case END -> "the end";
      case SINGLE_QUOTED -> "'" + text + "'";
      case DOUBLE_QUOTED -> "\"" + text + "\"";
      case BACKTICKED -> "`" + text + "`";
      default -> text;
    };
  }
}
