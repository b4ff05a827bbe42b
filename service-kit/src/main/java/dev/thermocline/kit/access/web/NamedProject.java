package dev.thermocline.kit.access.web;

import dev.thermocline.kit.error.ThermoclineException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The project that a request names: by header, by MLflow's header, or by a path that begins with
 * {@code /projects/<project>/}, which is how clients say it that cannot send headers.
 */
final class NamedProject {
  private static final String IN_PATH = "/projects/";

  private NamedProject() {}

  static @Nullable String of(HttpServletRequest request) {
    List<String> named = new ArrayList<>(3);
    add(named, request.getHeader("X-Thermocline-Project"));
    add(named, request.getHeader("X-MLFLOW-WORKSPACE"));
    add(named, inPath(request.getRequestURI()));
    for (String other : named) {
      if (!other.equals(named.getFirst())) {
        throw ThermoclineException.invalid(
            "The request names two projects, '"
                + named.getFirst()
                + "' and '"
                + other
                + "'. Name one, in X-Thermocline-Project, X-MLFLOW-WORKSPACE or the path.");
      }
    }
    return named.isEmpty() ? null : named.getFirst();
  }

  private static void add(List<String> named, @Nullable String project) {
    if (project != null && !project.isBlank()) {
      named.add(project.strip());
    }
  }

  private static @Nullable String inPath(String path) {
    if (!path.startsWith(IN_PATH)) {
      return null;
    }
    int end = path.indexOf('/', IN_PATH.length());
    return end < 0 ? null : path.substring(IN_PATH.length(), end);
  }
}
