package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.Failure;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Renders what never reached a handler: failures in filters and those of the server itself. */
@Controller
class ErrorPage implements ErrorController {
  private static final Logger log = LoggerFactory.getLogger(ErrorPage.class);

  private final Failures failures;
  private final Dialects dialects;

  ErrorPage(Failures failures, Dialects dialects) {
    this.failures = failures;
    this.dialects = dialects;
  }

  @RequestMapping("${spring.web.error.path:/error}")
  void render(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = text(request, RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
    Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Failure failure =
        thrown instanceof Exception exception
            ? failures.of(exception, path, RequestIds.of(request))
            : failures.ofStatus(
                status instanceof Integer s ? s : 404, path, RequestIds.of(request));
    if (failure.kind() == ErrorKind.INTERNAL) {
      log.atError()
          .addKeyValue("path", path)
          .setCause(thrown instanceof Throwable t ? t : null)
          .log("A request failed before or after its handler, with status {}", status);
    }
    dialects.write(failure, request, response);
  }

  private static String text(HttpServletRequest request, String attribute, String otherwise) {
    return request.getAttribute(attribute) instanceof String value ? value : otherwise;
  }
}
