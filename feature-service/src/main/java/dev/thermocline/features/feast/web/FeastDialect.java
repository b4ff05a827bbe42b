package dev.thermocline.features.feast.web;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Failures as Feast's client reads them: it makes the named exception of its own again. */
@Component
class FeastDialect implements Dialect {
  static final Set<String> ROUTES =
      Set.of(
          "get-online-features",
          "push",
          "write-to-online-store",
          "materialize",
          "materialize-incremental");

  private static final int UNPROCESSABLE = 422;

  @Override
  public boolean speaks(String path) {
    if (path.startsWith("/api/")) {
      return false;
    }
    return ROUTES.contains(path.substring(path.lastIndexOf('/') + 1));
  }

  @Override
  public Answer render(Failure failure) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("module", "feast.errors");
    body.put("class", exception(failure));
    body.put("message", failure.message());
    body.put("detail", failure.message());
    body.put("code", failure.kind().code());
    body.put("requestId", failure.requestId());
    return Answer.json(status(failure.kind()), body);
  }

  private static int status(ErrorKind kind) {
    return switch (kind) {
      case INVALID_ARGUMENT, UNREADABLE_BODY -> UNPROCESSABLE;
      default -> kind.status();
    };
  }

  private static String exception(Failure failure) {
    if (failure.kind() != ErrorKind.NOT_FOUND) {
      return "FeastError";
    }
    String message = failure.message();
    if (message.startsWith("There is no push source")) {
      return "PushSourceNotFoundException";
    }
    return message.startsWith("There is no feature service")
        ? "FeatureServiceNotFoundException"
        : "FeatureViewNotFoundException";
  }
}
