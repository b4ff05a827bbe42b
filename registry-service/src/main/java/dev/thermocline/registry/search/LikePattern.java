package dev.thermocline.registry.search;

/** What of a LIKE pattern an index can use. */
public final class LikePattern {
  private LikePattern() {}

  /**
   * The pattern for what every match begins with, of at most so many characters; empty where a
   * match may begin in any way.
   */
  public static String start(String pattern, int most) {
    StringBuilder start = new StringBuilder();
    int taken = 0;
    for (int i = 0; i < pattern.length() && taken < most; taken++) {
      int character = pattern.codePointAt(i);
      if (character == '%' || character == '_') {
        break;
      }
      i += Character.charCount(character);
      start.appendCodePoint(character);
      if (character == '\\') {
        int escaped = pattern.codePointAt(i);
        i += Character.charCount(escaped);
        start.appendCodePoint(escaped);
      }
    }
    return start.isEmpty() ? "" : start.append('%').toString();
  }
}
