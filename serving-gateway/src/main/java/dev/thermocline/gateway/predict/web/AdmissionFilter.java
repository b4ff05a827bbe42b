package dev.thermocline.gateway.predict.web;

import dev.thermocline.gateway.predict.Admission;
import dev.thermocline.gateway.predict.Admission.Outcome;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.runtime.Deadline;
import dev.thermocline.kit.error.ThermoclineException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Stands before everything that costs, the door and the body included. */
final class AdmissionFilter extends OncePerRequestFilter {
  /** Under which the request's time is found, which counts from its arrival. */
  static final String DEADLINE = Deadline.class.getName();

  private final Admission admission;
  private final Duration otherwise;
  private final HandlerExceptionResolver failures;

  AdmissionFilter(Admission admission, Duration otherwise, HandlerExceptionResolver failures) {
    this.admission = admission;
    this.otherwise = otherwise;
    this.failures = failures;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST") || !predicts(request.getRequestURI());
  }

  private static boolean predicts(String path) {
    return path.equals("/predict")
        || path.startsWith("/api/v1/predict/")
        || path.endsWith("/invocations")
        || (path.startsWith("/v2/models/") && path.endsWith("/infer"))
        || (path.startsWith("/v1/models/") && path.endsWith(":predict"));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Admission.Turn turn;
    try {
      Deadline deadline =
          RequestOptions.deadline(request.getHeader("X-Request-Timeout"), otherwise);
      request.setAttribute(DEADLINE, deadline);
      turn = admission.enter(deadline);
    } catch (ThermoclineException refused) {
      failures.resolveException(request, response, null, refused);
      return;
    }
    Outcome outcome = Outcome.REFUSED;
    try {
      chain.doFilter(request, response);
      outcome = outcome(response.getStatus());
    } finally {
      turn.leave(outcome);
    }
  }

  private static Outcome outcome(int status) {
    return switch (status) {
      case 200 -> Outcome.ANSWERED;
      case 429, 504 -> Outcome.TOO_MANY;
      default -> Outcome.REFUSED;
    };
  }
}
