package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.Meaning;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.ResolvableType;

/**
 * Reads the records of settings one component at a time, so that every wrong one is found and not
 * only the first.
 */
final class SettingsReader {
  private final Binder binder;
  private final Validator validator;

  SettingsReader(Binder binder, Validator validator) {
    this.binder = binder;
    this.validator = validator;
  }

  List<String> faults(String prefix, Class<?> settings) {
    List<String> faults = new ArrayList<>();
    for (RecordComponent component : settings.getRecordComponents()) {
      String name = prefix + "." + SettingNames.dashed(component.getName());
      if (component.getType().isRecord()) {
        faults.addAll(faults(name, component.getType()));
      } else {
        check(name, settings, component, faults);
      }
    }
    return faults;
  }

  private void check(
      String name, Class<?> settings, RecordComponent component, List<String> faults) {
    ResolvableType type = ResolvableType.forType(component.getGenericType());
    try {
      Object value = binder.bind(name, Bindable.of(type)).orElse(null);
      if (value != null) {
        for (ConstraintViolation<?> violation :
            validator.validateValue(settings, component.getName(), value)) {
          faults.add(name + " " + violation.getMessage() + ". " + hint(name, component));
        }
        if (value instanceof String text && text.isBlank() && required(settings, component)) {
          faults.add(name + " is empty. " + hint(name, component));
        }
      } else if (required(settings, component)) {
        faults.add(name + " is missing. " + hint(name, component));
      }
    } catch (BindException e) {
      faults.add(name + " is not " + expected(component.getType()) + ". " + hint(name, component));
    }
  }

  private static boolean required(Class<?> settings, RecordComponent component) {
    AnnotatedType type = component.getAnnotatedType();
    return !type.isAnnotationPresent(Nullable.class)
        && defaultOf(settings, component.getName()) == null;
  }

  /** The default as it is written in the code; nothing when there is none. */
  static @Nullable String defaultOf(Class<?> settings, String component) {
    RecordComponent[] components = settings.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      if (components[i].getName().equals(component)) {
        DefaultValue otherwise =
            settings.getDeclaredConstructors()[0].getParameters()[i].getAnnotation(
                DefaultValue.class);
        return otherwise == null ? null : String.join(",", otherwise.value());
      }
    }
    return null;
  }

  private static String hint(String name, RecordComponent component) {
    Meaning meaning = component.getAnnotation(Meaning.class);
    String variable = SettingNames.variable(name);
    String hint = "Set it, or " + variable + ", or " + variable + "_FILE";
    if (meaning == null) {
      return hint + ".";
    }
    String example = meaning.example().isEmpty() ? "" : ", such as " + meaning.example();
    return hint + example + ": " + meaning.value();
  }

  private static String expected(Class<?> type) {
    if (type.isEnum()) {
      StringBuilder words = new StringBuilder("one of");
      for (Object constant : type.getEnumConstants()) {
        words.append(' ').append(String.valueOf(constant).toLowerCase(Locale.ROOT));
      }
      return words.toString();
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> "true or false";
      case "int", "long", "Integer", "Long" -> "a whole number";
      case "double", "float", "Double" -> "a number";
      case "DataSize" -> "a size such as 64MB";
      case "Duration" -> "a duration such as 30s";
      case "URI" -> "a URL";
      default -> "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
    };
  }
}
