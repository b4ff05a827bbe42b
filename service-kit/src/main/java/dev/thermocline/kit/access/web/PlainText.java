package dev.thermocline.kit.access.web;

/**
 * Whether names and values of headers hold nothing that steers a terminal or a log. Asked for every
 * header that is read, where a regular expression costs more than the rest of the door.
 */
final class PlainText {
  private PlainText() {}

  static boolean isPlain(String text) {
    return isPlain(text, false);
  }

  static boolean isPlainButForTabs(String text) {
    return isPlain(text, true);
  }

  private static boolean isPlain(String text, boolean tabs) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) ? !(tabs && c == '\t') : !Character.isDefined(c)) {
        return false;
      }
    }
    return true;
  }
}
