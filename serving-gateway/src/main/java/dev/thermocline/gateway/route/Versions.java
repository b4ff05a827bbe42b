package dev.thermocline.gateway.route;

import dev.thermocline.gateway.runtime.ModelVersion;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Versions that a caller names past the weights. A number means one thing for ever and is
 * remembered; a label or alias may move and is asked for each time.
 */
public final class Versions {
  private static final int REMEMBERED = 1_000;

  private final Registry registry;
  private final Map<Name, ModelVersion> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, ModelVersion> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Name(Project project, String model, String version) {}

  public Versions(Registry registry) {
    this.registry = registry;
  }

  ModelVersion get(Project project, String model, String version) {
    if (!version.matches("@?[A-Za-z0-9][A-Za-z0-9._-]{0,255}")) {
      throw ThermoclineException.invalid(
          "'%s' is no version: give a number, a label such as v1.2.3, or @alias."
              .formatted(version));
    }
    Name name = new Name(project, model, version);
    boolean lasting = version.chars().allMatch(Character::isDigit);
    ModelVersion remembered = lasting ? remembered(name) : null;
    if (remembered != null) {
      return remembered;
    }
    try {
      ModelVersion found =
          registry
              .version(project, model, version)
              .orElseThrow(() ->
                  ThermoclineException.notFound(
                      "Model '%s' has no version '%s'.".formatted(model, version)));
      remember(name, found);
      return found;
    } catch (IOException unreachable) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The registry cannot be asked for version '%s' of '%s' now; the deployment without a version still answers."
              .formatted(version, model),
          unreachable);
    }
  }

  private synchronized @Nullable ModelVersion remembered(Name name) {
    return known.get(name);
  }

  private synchronized void remember(Name name, ModelVersion version) {
    known.put(name, version);
  }
}
