package dev.thermocline.gateway.cache.web;

import dev.thermocline.gateway.cache.PredictionCache;
import dev.thermocline.gateway.route.Routes;
import dev.thermocline.kit.project.Project;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the cache does for one deployment, and its clearing. */
@RestController
@RequestMapping("/api/v1/predict/{deployment}/cache")
class CacheController {
  private final Routes routes;
  private final PredictionCache cache;

  CacheController(Routes routes, PredictionCache cache) {
    this.routes = routes;
    this.cache = cache;
  }

  @GetMapping
  Map<String, Object> show(Project project, @PathVariable String deployment) {
    try (Routes.Route route = routes.take(project, deployment, null)) {
      return cache.describe(route.deployment());
    }
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void clear(Project project, @PathVariable String deployment) {
    try (Routes.Route route = routes.take(project, deployment, null)) {
      cache.clear(route.deployment());
    }
  }
}
