package dev.thermocline.gateway.predict;

import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A route by which predictions are asked for, past Spring MVC: finding the handler among all
 * mappings, and its arguments by reflection, costs more than a small model does. The controller
 * that answers it declares the same route, for the documents and for every other method.
 *
 * @param pattern as in the controller's mapping of the method POST
 * @param <R> what answers are written to
 */
public record DirectRoute<R>(String pattern, Answer<R> answer) {
  /** What the controller does: writes the answer, or throws why there is none. */
  @FunctionalInterface
  public interface Answer<R> {
    void to(Asked<R> asked) throws IOException;
  }

  /**
   * A request on the route.
   *
   * @param path the variables of the pattern
   */
  public record Asked<R>(
      Project project,
      Map<String, String> path,
      RequestOptions options,
      SentBody body,
      Function<String, @Nullable String> headers,
      R response) {
    public String variable(String name) {
      return Objects.requireNonNull(path.get(name), name);
    }
  }
}
