package dev.thermocline.kit.health.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.health.HealthWatch;
import dev.thermocline.kit.health.Readiness;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether this process lives, and whether to send it requests. Details are for known callers. */
@RestController
class HealthPages {
  private final HealthWatch watch;
  private final ApplicationAvailability availability;

  HealthPages(HealthWatch watch, ApplicationAvailability availability) {
    this.watch = watch;
    this.availability = availability;
  }

  @GetMapping("/livez")
  ResponseEntity<Map<String, ?>> live() {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Map.of("status", "live"));
  }

  @GetMapping("/readyz")
  ResponseEntity<Map<String, ?>> ready(HttpServletRequest request) {
    Map<String, Object> body = new LinkedHashMap<>();
    int status = 200;
    if (availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC) {
      status = 503;
      body.put("status", "unready");
      body.put("reasons", List.of("starting or draining"));
    } else {
      Readiness readiness = watch.readiness();
      status = readiness.isReady() ? 200 : 503;
      body.put("status", readiness.status());
      if (request.getAttribute(Caller.class.getName()) != null) {
        body.put("reasons", readiness.reasons());
        body.put("dependencies", readiness.dependencies());
      }
    }
    return ResponseEntity.status(status).cacheControl(CacheControl.noStore()).body(body);
  }
}
