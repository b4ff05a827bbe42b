package dev.thermocline.kit.error.web;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Renders every exception of a handler, and of a filter that hands its own over. */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ErrorAdvice {
  private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);

  private final Failures failures;
  private final Dialects dialects;

  ErrorAdvice(Failures failures, Dialects dialects) {
    this.failures = failures;
    this.dialects = dialects;
  }

  @ExceptionHandler(Exception.class)
  void render(Exception thrown, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (thrown instanceof AsyncRequestNotUsableException) {
      return; // The caller hung up: there is nobody to tell.
    }
    if (response.isCommitted()) {
      // Half an answer is out. Only a broken connection tells the caller that it is half.
      throw thrown;
    }
    Failure failure = failures.of(thrown, request.getRequestURI(), RequestIds.of(request));
    record(failure, request.getMethod(), thrown);
    if (thrown instanceof HttpRequestMethodNotSupportedException wrongMethod) {
      response.setHeader("Allow", String.join(", ", allowed(wrongMethod)));
    }
    write(failure, request, response);
  }

  private void write(Failure failure, HttpServletRequest request, HttpServletResponse response) {
    boolean passes =
        failure.kind() == ErrorKind.UNAVAILABLE || failure.kind() == ErrorKind.TOO_MANY_REQUESTS;
    if (passes && response.getHeader(HttpHeaders.RETRY_AFTER) == null) {
      response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    try {
      dialects.write(failure, request, response);
    } catch (IOException hungUp) {
      log.debug("The caller hung up before its error was written", hungUp);
    }
  }

  private static String[] allowed(HttpRequestMethodNotSupportedException wrongMethod) {
    String[] methods = wrongMethod.getSupportedMethods();
    return methods == null ? new String[0] : methods;
  }

  private static void record(Failure failure, String method, Exception thrown) {
    if (failure.kind() == ErrorKind.INTERNAL || failure.kind() == ErrorKind.DATA_DAMAGED) {
      log.atError()
          .addKeyValue("method", method)
          .addKeyValue("path", failure.path())
          .setCause(thrown)
          .log("A request failed: {}", failure.kind().code());
    } else if (log.isDebugEnabled()) {
      log.atDebug()
          .addKeyValue("method", method)
          .addKeyValue("path", failure.path())
          .log("A request was refused: {}: {}", failure.kind().code(), failure.message());
    }
  }
}
