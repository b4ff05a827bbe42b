package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.Failure;
import java.util.LinkedHashMap;
import java.util.Map;

/** The native dialect: problem details of RFC 9457 with a stable {@code code}. */
final class ProblemDialect implements Dialect {
  @Override
  public boolean speaks(String path) {
    return true;
  }

  @Override
  public Answer render(Failure failure) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title(failure));
    body.put("status", failure.kind().status());
    body.put("detail", failure.message());
    body.put("instance", failure.path());
    body.put("code", failure.kind().code());
    body.put("number", failure.kind().number());
    body.put("requestId", failure.requestId());
    if (!failure.fields().isEmpty()) {
      body.put("fields", failure.fields());
    }
    return new Answer(failure.kind().status(), "application/problem+json", body);
  }

  private static String title(Failure failure) {
    String words = failure.kind().code().replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
