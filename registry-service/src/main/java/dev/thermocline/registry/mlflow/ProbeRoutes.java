package dev.thermocline.registry.mlflow;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What MLflow's clients ask before they start. */
@RestController
class ProbeRoutes {
  /** The release of MLflow whose protocol this facade follows. */
  static final String VERSION = "3.17.2";

  @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
  String health() {
    return "OK";
  }

  @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
  String version() {
    return VERSION;
  }

  @GetMapping({"/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"})
  Map<String, Object> serverInfo() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("store_type", "SqlStore");
    info.put("workspaces_enabled", false);
    info.put("trace_archival_enabled", false);
    info.put("features_enabled", Map.of("gateway", false));
    return info;
  }
}
