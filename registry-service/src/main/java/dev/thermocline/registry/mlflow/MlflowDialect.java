package dev.thermocline.registry.mlflow;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Failures as MLflow's client reads them. */
@Component
class MlflowDialect implements Dialect {
  @Override
  public boolean speaks(String path) {
    return path.startsWith("/api/2.0/")
        || path.startsWith("/api/3.0/")
        || path.startsWith("/ajax-api/")
        || path.startsWith("/get-artifact")
        || path.startsWith("/model-versions/get-artifact")
        || path.startsWith("/graphql");
  }

  @Override
  public Answer render(Failure failure) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error_code", failure.kind().mlflowCode());
    body.put("message", failure.message());
    body.put("request_id", failure.requestId());
    return Answer.json(status(failure.kind()), body);
  }

  /** The client knows fewer statuses, and repeats requests at some that it would better not. */
  private static int status(ErrorKind kind) {
    return switch (kind) {
      case ALREADY_EXISTS, UNPROCESSABLE, UNSUPPORTED_MEDIA_TYPE, NOT_ACCEPTABLE, TOO_LARGE -> 400;
      case GONE -> 404;
      case PRECONDITION_FAILED -> 409;
      default -> kind.status();
    };
  }
}
