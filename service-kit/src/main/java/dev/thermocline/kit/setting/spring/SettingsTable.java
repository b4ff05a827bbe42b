package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.Meaning;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The settings as a table for the reference: property, environment variable, default, meaning. */
public final class SettingsTable {
  private final StringBuilder table = new StringBuilder();
  private final List<String> withoutMeaning = new ArrayList<>();

  private SettingsTable() {
    table.append("| setting | environment variable | default | meaning |\n|---|---|---|---|\n");
  }

  /** Of the settings that all services share. */
  public static SettingsTable shared() {
    return of(KnownSettings.SHARED);
  }

  /** Of those that only the running service knows. */
  public static SettingsTable own(ListableBeanFactory beans) {
    List<Class<?>> own = new ArrayList<>();
    for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
      Class<?> type = beans.getType(name);
      if (type != null
          && type.isRecord()
          && SettingNames.isOurs(KnownSettings.prefixOf(type) + ".")
          && !KnownSettings.SHARED.contains(type)) {
        own.add(type);
      }
    }
    own.sort((a, b) -> KnownSettings.prefixOf(a).compareTo(KnownSettings.prefixOf(b)));
    return of(own);
  }

  private static SettingsTable of(Collection<Class<?>> settings) {
    SettingsTable table = new SettingsTable();
    settings.forEach(type -> table.add(KnownSettings.prefixOf(type), type));
    return table;
  }

  public String markdown() {
    return table.toString();
  }

  /** The settings that nobody explained. There are to be none. */
  public List<String> withoutMeaning() {
    return List.copyOf(withoutMeaning);
  }

  private void add(String prefix, Class<?> settings) {
    for (RecordComponent component : settings.getRecordComponents()) {
      String name = prefix + "." + SettingNames.dashed(component.getName());
      if (component.getType().isRecord()) {
        add(name, component.getType());
      } else {
        row(name, settings, component);
      }
    }
  }

  private void row(String name, Class<?> settings, RecordComponent component) {
    Meaning meaning = component.getAnnotation(Meaning.class);
    if (meaning == null) {
      withoutMeaning.add(name);
    }
    boolean map = Map.class.isAssignableFrom(component.getType());
    String text = meaning == null ? "" : meaning.value();
    String example =
        meaning == null || meaning.example().isEmpty()
            ? ""
            : " For example `" + meaning.example() + "`.";
    table
        .append("| `")
        .append(name)
        .append(map ? ".<name>" : "")
        .append("` | `")
        .append(SettingNames.variable(name))
        .append(map ? "_<NAME>" : "")
        .append("` | ")
        .append(otherwise(settings, component))
        .append(" | ")
        .append(text.replace("|", "\\|"))
        .append(example)
        .append(" |\n");
  }

  private static String otherwise(Class<?> settings, RecordComponent component) {
    @Nullable String value = SettingsReader.defaultOf(settings, component.getName());
    if (value != null && !value.isEmpty()) {
      return "`" + value + "`";
    }
    boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return value != null || optional ? "none" : "**must be set**";
  }
}
