package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.KeyFile;
import dev.thermocline.kit.setting.RefusedToStart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** Looks at every setting before anything is started, and refuses with all reasons at once. */
final class StartChecks implements BeanFactoryPostProcessor {
  private final ConfigurableEnvironment environment;

  StartChecks(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    Set<Class<?>> registered = registered(beans);
    Set<String> reasons = new LinkedHashSet<>(SettingsCheck.faults(environment, registered));
    reasons.addAll(unknown(new KnownSettings(registered)));
    reasons.addAll(keyFiles());
    if (beans.containsBeanDefinition("polledVerifiers")) {
      reasons.addAll(identity());
    }
    reasons.addAll(Safety.reasons(environment));
    if (!reasons.isEmpty()) {
      throw new RefusedToStart(new ArrayList<>(reasons));
    }
  }

  private static Set<Class<?>> registered(ConfigurableListableBeanFactory beans) {
    Set<Class<?>> settings = new LinkedHashSet<>();
    for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
      Class<?> type = beans.getType(name, false);
      if (type != null
          && type.isRecord()
          && SettingNames.isOurs(KnownSettings.prefixOf(type) + ".")) {
        settings.add(type);
      }
    }
    return settings;
  }

  private List<String> unknown(KnownSettings known) {
    Set<String> unknown = new TreeSet<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        for (String name : enumerable.getPropertyNames()) {
          if (SettingNames.isOurs(name) && !known.knows(name)) {
            unknown.add(name);
          }
        }
      }
    }
    return unknown.stream()
        .map(name ->
            name
                + " is not a setting of this platform. Correct its name or take it away;"
                + " docs/configuration.md lists those there are.")
        .toList();
  }

  private List<String> keyFiles() {
    List<String> reasons = new ArrayList<>();
    Map<String, Path> files =
        Binder.get(environment)
            .bind("thermocline.auth.service-token-files", Bindable.mapOf(String.class, Path.class))
            .orElse(Map.of());
    files.forEach((service, file) -> faults("service-token-files." + service, file, reasons));
    String own = environment.getProperty("thermocline.auth.service-token-file");
    if (own != null && !own.isBlank()) {
      faults("service-token-file", Path.of(own), reasons);
    }
    return reasons;
  }

  /** Whoever asks the registry for tokens shows one of its own. */
  private List<String> identity() {
    String own = environment.getProperty("thermocline.auth.service-token-file", "");
    boolean open = "open".equalsIgnoreCase(environment.getProperty("thermocline.auth.mode"));
    return open || !own.isBlank()
        ? List.of()
        : List.of(
            "thermocline.auth.service-token-file is missing: without it this service cannot ask the"
                + " registry which tokens are valid. Set it, or THERMOCLINE_AUTH_SERVICE_TOKEN_FILE,"
                + " to a file that the registry knows from thermocline.auth.service-token-files.");
  }

  private static void faults(String setting, Path file, List<String> reasons) {
    for (String fault : new KeyFile(file).faults()) {
      reasons.add("thermocline.auth." + setting + ": " + fault + ".");
    }
  }
}
