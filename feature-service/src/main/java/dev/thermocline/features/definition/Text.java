package dev.thermocline.features.definition;

/** Text of a caller, made fit to stand in a message. */
public final class Text {
  private static final int LONGEST = 80;

  private Text() {}

  /** The text cut short, without control characters. */
  public static String shown(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    StringBuilder shown = new StringBuilder(cut.length());
    cut.chars().forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
    return shown.toString();
  }
}
