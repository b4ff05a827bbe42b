package dev.thermocline.bench.echo;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Parses what came as JSON and sends the same bytes back. */
@RestController
class EchoController {
  private static final JsonMapper JSON = JsonMapper.shared();

  @PostMapping("/")
  void echo(@RequestBody byte[] body, HttpServletResponse response) throws IOException {
    if (!(JSON.readValue(body, Object.class) instanceof Map<?, ?>)) {
      response.sendError(400);
      return;
    }
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
