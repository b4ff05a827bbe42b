package dev.thermocline.registry.mlflow.page;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page asks whether it may tell its makers how it is used. It may not. */
@RestController
@RequestMapping("/ajax-api/3.0/mlflow/ui-telemetry")
class TelemetryRoutes {
  @GetMapping
  Map<String, Object> wanted() {
    return Map.of(
        "disable_ui_telemetry", true, "disable_ui_events", List.of(), "ui_rollout_percentage", 0);
  }

  /** Answered as a server does that collects nothing; what was sent is dropped unread. */
  @PostMapping
  Map<String, Object> drop() {
    return Map.of("status", "disabled");
  }
}
