package dev.thermocline.kit.setting.spring;

import java.util.Locale;

/** The spellings of a setting: as a property, as an environment variable, and for comparing. */
final class SettingNames {
  private SettingNames() {}

  static String dashed(String component) {
    StringBuilder dashed = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        dashed.append('-');
      }
      dashed.append(Character.toLowerCase(c));
    }
    return dashed.toString();
  }

  static String variable(String property) {
    return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Equal for every spelling that Spring takes for the same setting. */
  static String comparable(String name) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '[') {
        break;
      }
      if (c != '.' && c != '-' && c != '_') {
        letters.append(Character.toLowerCase(c));
      }
    }
    return letters.toString();
  }

  static boolean isOurs(String name) {
    return name.regionMatches(true, 0, "thermocline.", 0, 12)
        || name.regionMatches(true, 0, "thermocline_", 0, 12);
  }
}
