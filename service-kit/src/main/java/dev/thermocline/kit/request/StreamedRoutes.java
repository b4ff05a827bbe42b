package dev.thermocline.kit.request;

import java.util.List;

/**
 * Routes whose bodies are files and stream through, whatever their type: the bound on JSON bodies
 * is not for them. A service registers beans of it.
 *
 * @param prefixes of paths, as the caller sends them
 */
public record StreamedRoutes(List<String> prefixes) {
  public StreamedRoutes {
    prefixes = List.copyOf(prefixes);
  }

  public boolean include(String path) {
    return prefixes.stream().anyMatch(path::startsWith);
  }
}
