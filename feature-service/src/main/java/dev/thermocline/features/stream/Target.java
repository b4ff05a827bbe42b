package dev.thermocline.features.stream;

import dev.thermocline.kit.error.ThermoclineException;
import java.util.Locale;

/** Where pushed rows go. */
public enum Target {
  ONLINE,
  OFFLINE,
  ONLINE_AND_OFFLINE;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Reads {@code online}, {@code offline} or {@code online_and_offline}. */
  public static Target parse(String word) {
    for (Target target : values()) {
      if (target.word.equals(word)) {
        return target;
      }
    }
    throw ThermoclineException.invalid("to: it is online, offline or online_and_offline.");
  }

  public String word() {
    return word;
  }

  public boolean isOnline() {
    return this != OFFLINE;
  }

  public boolean isOffline() {
    return this != ONLINE;
  }
}
