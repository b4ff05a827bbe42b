package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.Dialect;
import dev.thermocline.kit.error.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Writes a failure in the dialect of its path. */
final class Dialects {
  private final List<Dialect> dialects;
  private final Dialect otherwise = new ProblemDialect();
  private final JsonMapper json;

  Dialects(List<Dialect> dialects, JsonMapper json) {
    this.dialects = List.copyOf(dialects);
    this.json = json;
  }

  void write(Failure failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Dialect.Answer answer = dialectOf(failure.path()).render(failure);
    byte[] body = json.writeValueAsBytes(answer.body());
    response.resetBuffer();
    response.setStatus(answer.status());
    response.setContentType(answer.contentType());
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
    response.flushBuffer();
  }

  private Dialect dialectOf(String path) {
    for (Dialect dialect : dialects) {
      if (dialect.speaks(path)) {
        return dialect;
      }
    }
    return otherwise;
  }
}
