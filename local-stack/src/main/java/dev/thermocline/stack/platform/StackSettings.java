package dev.thermocline.stack.platform;

import dev.thermocline.stack.process.Part.Port;
import dev.thermocline.stack.process.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says about the stack: ports to use instead of the usual ones, and servers to
 * use instead of our own. Every value may also come from a file, named by the setting with {@code
 * _FILE} at its end.
 */
public final class StackSettings {
  private final Map<String, String> environment;

  public StackSettings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  public Port port(String part, int usual) {
    String setting = "THERMOCLINE_" + part + "_PORT";
    String value = environment.get(setting);
    if (value == null || value.isBlank()) {
      return new Port(usual, setting);
    }
    try {
      int number = Integer.parseInt(value.strip());
      if (number > 0 && number < 65_536) {
        return new Port(number, setting);
      }
    } catch (NumberFormatException e) {
      // Told below, like every other wrong number.
    }
    throw new StackFailure(
        part.toLowerCase(java.util.Locale.ROOT),
        setting + " is '" + value + "', which is no port",
        "set it to a number from 1 to 65535, or take it away to use " + usual);
  }

  public Optional<String> find(String setting) {
    String value = environment.get(setting);
    if (value != null && !value.isBlank()) {
      return Optional.of(value.strip());
    }
    String file = environment.get(setting + "_FILE");
    if (file == null || file.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(file.strip())).strip());
    } catch (IOException e) {
      throw new StackFailure(
          setting, "its file " + file + " cannot be read", "correct " + setting + "_FILE", e);
    }
  }

  /** A setting that goes with another one and has no sensible default. */
  public String need(String setting, String because) {
    return find(setting)
        .orElseThrow(() ->
            new StackFailure(
                setting,
                "it is missing, and " + because + " is set",
                "set both, or take " + because + " away to use the local server"));
  }
}
