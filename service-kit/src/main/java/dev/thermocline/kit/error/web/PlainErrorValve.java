package dev.thermocline.kit.error.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the server refuses before any of our code sees it, such as a request line that is
 * not HTTP. The path is not to be trusted then, so there is one dialect only. Tomcat makes the
 * instance, by name.
 */
public class PlainErrorValve extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    byte[] body =
        ("{\"type\":\"about:blank\",\"title\":\"Bad request\",\"status\":"
                + status
                + ",\"code\":\"bad-request\",\"number\":1019,"
                + "\"detail\":\"The request is not HTTP as the standard allows it: look for"
                + " unescaped or doubly escaped characters in the path and the headers.\"}")
            .getBytes(StandardCharsets.UTF_8);
    try {
      response.setContentType("application/problem+json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException hungUp) {
      getContainer().getLogger().debug("The caller hung up before its error was written", hungUp);
    }
  }
}
