package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The settings that lie in files: {@code THERMOCLINE_POSTGRES_PASSWORD_FILE=/run/secrets/db} stands
 * for {@code THERMOCLINE_POSTGRES_PASSWORD} with what the file holds. What is wrong with the files
 * is kept for the checks of the start, so that all of it is told at once.
 */
final class FileSettings extends MapPropertySource {
  static final String NAME = "thermoclineFiles";

  private final List<String> faults;

  private FileSettings(Map<String, Object> values, List<String> faults) {
    super(NAME, values);
    this.faults = List.copyOf(faults);
  }

  List<String> faults() {
    return faults;
  }

  static FileSettings read(ConfigurableEnvironment environment) {
    KnownSettings known = new KnownSettings(List.of());
    Map<String, Object> values = new HashMap<>();
    List<String> faults = new ArrayList<>();
    keysOfMaps(environment, known, values);
    fileNames(environment, known)
        .forEach((name, file) -> {
          if (environment.getProperty(name) != null) {
            faults.add(name + " is set, and its _FILE form too. Which one counts? Take one away.");
          } else {
            readInto(values, faults, name, file);
          }
        });
    return new FileSettings(values, faults);
  }

  /**
   * A variable such as THERMOCLINE_AUTH_SERVICE_TOKEN_FILES_GATEWAY: of itself Spring reads a key
   * out of a variable only where the name before it is written without underscores.
   */
  private static void keysOfMaps(
      ConfigurableEnvironment environment, KnownSettings known, Map<String, Object> values) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        for (String name : enumerable.getPropertyNames()) {
          for (String map : known.maps()) {
            String prefix = SettingNames.variable(map) + "_";
            String value = name.startsWith(prefix) ? environment.getProperty(name) : null;
            if (value != null) {
              String key = name.substring(prefix.length()).toLowerCase(Locale.ROOT);
              values.put(map + "." + key, value);
            }
          }
        }
      }
    }
  }

  private static void readInto(
      Map<String, Object> values, List<String> faults, String name, String file) {
    KeyFile key = new KeyFile(Path.of(file));
    List<String> wrong = key.faults();
    wrong.forEach(fault -> faults.add("The file for " + name + ": " + fault + "."));
    if (wrong.isEmpty()) {
      try {
        values.put(name, key.read());
      } catch (IOException e) {
        faults.add("The file for " + name + ", " + file + ", cannot be read.");
      }
    }
  }

  /** From the setting to its file. */
  private static Map<String, String> fileNames(
      ConfigurableEnvironment environment, KnownSettings known) {
    Map<String, String> files = new TreeMap<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        for (String name : enumerable.getPropertyNames()) {
          String setting = settingOf(name, known);
          String file = environment.getProperty(name);
          if (setting != null && file != null) {
            files.putIfAbsent(setting, file);
          }
        }
      }
    }
    return files;
  }

  private static @Nullable String settingOf(String name, KnownSettings known) {
    if (!SettingNames.isOurs(name) || known.isSetting(name)) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.endsWith("_file") && !lower.endsWith("-file")) {
      return null;
    }
    return known.spelled(name.substring(0, name.length() - 5));
  }
}
