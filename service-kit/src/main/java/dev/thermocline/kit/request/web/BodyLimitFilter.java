package dev.thermocline.kit.request.web;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.request.StreamedRoutes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Bounds bodies that are read whole into memory, which are the JSON ones. Files stream through and
 * are bounded where they are stored.
 */
final class BodyLimitFilter extends OncePerRequestFilter {
  private final DataSize limit;
  private final List<StreamedRoutes> streamed;
  private final HandlerExceptionResolver failures;

  BodyLimitFilter(
      DataSize limit, List<StreamedRoutes> streamed, HandlerExceptionResolver failures) {
    this.limit = limit;
    this.streamed = streamed;
    this.failures = failures;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String type = request.getContentType();
    if (streamed.stream().anyMatch(routes -> routes.include(request.getRequestURI()))) {
      return true;
    }
    return type == null || !type.toLowerCase(Locale.ROOT).contains("json");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > limit.toBytes()) {
      // The rest of the body stays unread, so the connection cannot serve another request.
      response.setHeader("Connection", "close");
      failures.resolveException(request, response, null, tooLarge());
      return;
    }
    chain.doFilter(new Bounded(request), response);
  }

  private ThermoclineException tooLarge() {
    return new ThermoclineException(
        ErrorKind.TOO_LARGE,
        "The body is larger than "
            + limit.toBytes()
            + " bytes. Send it in smaller batches, or raise thermocline.http.max-json-body.");
  }

  private final class Bounded extends HttpServletRequestWrapper {
    Bounded(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Counted(super.getInputStream());
    }
  }

  private final class Counted extends ServletInputStream {
    private final ServletInputStream in;
    private long read;

    Counted(ServletInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = in.read(buffer, offset, length);
      count(Math.max(n, 0));
      return n;
    }

    private void count(int n) {
      read += n;
      if (read > limit.toBytes()) {
        throw tooLarge();
      }
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
