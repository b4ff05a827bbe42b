package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.RefusedToStart;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** Whether the settings of a program are there and can be read. */
public final class SettingsCheck {
  private SettingsCheck() {}

  /**
   * For a program that is no service and needs no more than these.
   *
   * @throws RefusedToStart with all that is missing or wrong
   */
  public static void require(ConfigurableEnvironment environment, List<Class<?>> settings) {
    List<String> faults = faults(environment, settings);
    if (!faults.isEmpty()) {
      throw new RefusedToStart(faults);
    }
  }

  static List<String> faults(ConfigurableEnvironment environment, Collection<Class<?>> settings) {
    List<String> faults = new ArrayList<>();
    if (environment.getPropertySources().get(FileSettings.NAME) instanceof FileSettings files) {
      faults.addAll(files.faults());
    }
    try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
      SettingsReader reader =
          new SettingsReader(Binder.get(environment), validators.getValidator());
      settings.forEach(one -> faults.addAll(reader.faults(KnownSettings.prefixOf(one), one)));
    }
    return faults;
  }
}
