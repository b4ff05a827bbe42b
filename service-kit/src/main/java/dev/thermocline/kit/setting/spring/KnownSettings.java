package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.FeaturesSettings;
import dev.thermocline.kit.setting.HttpSettings;
import dev.thermocline.kit.setting.KafkaSettings;
import dev.thermocline.kit.setting.PostgresSettings;
import dev.thermocline.kit.setting.RedisSettings;
import dev.thermocline.kit.setting.RegistrySettings;
import dev.thermocline.kit.setting.S3Settings;
import dev.thermocline.kit.setting.ServiceSettings;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which names under {@code thermocline} mean something. Settings that all services share are known
 * to each of them, so that one file of settings can serve the whole platform.
 */
final class KnownSettings {
  static final List<Class<?>> SHARED =
      List.of(
          ServiceSettings.class,
          AuthSettings.class,
          HttpSettings.class,
          RegistrySettings.class,
          FeaturesSettings.class,
          PostgresSettings.class,
          S3Settings.class,
          RedisSettings.class,
          KafkaSettings.class);

  /** Of the clients and scripts, which may share a shell with a service. */
  private static final Set<String> OF_CLIENTS =
      Set.of(
          "thermoclinetoken",
          "thermoclineurl",
          "thermoclinegatewayurl",
          "thermoclineproject",
          "thermoclinehome");

  private final Set<String> names = new HashSet<>(OF_CLIENTS);
  private final Map<String, String> spellings = new HashMap<>();
  private final Set<String> folders = new HashSet<>();
  private final Set<String> maps = new HashSet<>();

  KnownSettings(Collection<Class<?>> registered) {
    SHARED.forEach(this::add);
    registered.forEach(this::add);
    folders.add("thermoclinetest");
  }

  static String prefixOf(Class<?> settings) {
    ConfigurationProperties properties = settings.getAnnotation(ConfigurationProperties.class);
    return properties == null ? "" : properties.value();
  }

  boolean knows(String name) {
    String comparable = SettingNames.comparable(name);
    if (names.contains(comparable) || folders.stream().anyMatch(comparable::startsWith)) {
      return true;
    }
    return comparable.endsWith("file")
        && names.contains(comparable.substring(0, comparable.length() - 4));
  }

  /** Whether this is a setting of its own and not the file form of another one. */
  boolean isSetting(String name) {
    String comparable = SettingNames.comparable(name);
    return names.contains(comparable) || folders.stream().anyMatch(comparable::startsWith);
  }

  /** The setting as a property, from any of its spellings; nothing for an unknown one. */
  @Nullable String spelled(String name) {
    return spellings.get(SettingNames.comparable(name));
  }

  /** The settings that are maps: whatever stands behind their name is a key. */
  Set<String> maps() {
    return maps;
  }

  private void add(Class<?> settings) {
    if (settings.isRecord()) {
      add(prefixOf(settings), settings);
    }
  }

  private void add(String prefix, Class<?> settings) {
    for (RecordComponent component : settings.getRecordComponents()) {
      String name = prefix + "." + SettingNames.dashed(component.getName());
      if (component.getType().isRecord()) {
        add(name, component.getType());
      } else if (Map.class.isAssignableFrom(component.getType())) {
        folders.add(SettingNames.comparable(name));
        maps.add(name);
      } else {
        names.add(SettingNames.comparable(name));
        spellings.put(SettingNames.comparable(name), name);
      }
    }
  }
}
