package dev.thermocline.gateway.mlflowscoring;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.Failure;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Failures as MLflow's scoring server writes them. */
@Component
final class ScoringDialect implements Dialect {
  @Override
  public boolean speaks(String path) {
    return path.equals("/invocations") || path.startsWith("/endpoints/");
  }

  @Override
  public Answer render(Failure failure) {
    return Answer.json(
        failure.kind().status(),
        Map.of("error_code", failure.kind().mlflowCode(), "message", failure.message()));
  }
}
