package dev.thermocline.gateway.openinference;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.Failure;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Failures as Open Inference and KServe clients read them: one text. */
@Component
final class OpenInferenceDialect implements Dialect {
  @Override
  public boolean speaks(String path) {
    return path.equals("/v2") || path.startsWith("/v2/") || path.startsWith("/v1/");
  }

  @Override
  public Answer render(Failure failure) {
    return Answer.json(failure.kind().status(), Map.of("error", failure.message()));
  }
}
