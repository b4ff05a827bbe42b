package dev.thermocline.kit.access.web;

import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.access.Door;
import dev.thermocline.kit.access.Guesses;
import dev.thermocline.kit.access.Verifier;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Finds out who asks, and whether they may. The only filter of the chain: those that Spring
 * Security would set up besides are for sessions, logins and anonymous users, which are not here.
 */
final class DoorFilter extends OncePerRequestFilter {
  private final Door door;
  private final RuleCheck rules;
  private final Guesses guesses;
  private final Counter wrongTokens;
  private final HandlerExceptionResolver failures;
  private final Semaphore waiting = new Semaphore(256);

  DoorFilter(
      Door door,
      RuleCheck rules,
      Guesses guesses,
      Counter wrongTokens,
      HandlerExceptionResolver failures) {
    this.door = door;
    this.rules = rules;
    this.guesses = guesses;
    this.wrongTokens = wrongTokens;
    this.failures = failures;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    tellBrowsers(request, response);
    Verifier caller = null;
    ThermoclineException wrongToken = null;
    try {
      caller = caller(request);
    } catch (ThermoclineException refused) {
      wrongToken = refused;
    }
    Refusal refusal = rules.refusal(request, caller, wrongToken);
    if (refusal != null) {
      refusal
          .headers()
          .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
      failures.resolveException(request, response, null, refusal.reason());
      return;
    }
    if (caller != null) {
      request.setAttribute(Caller.class.getName(), caller.caller());
      request.setAttribute(Verifier.class.getName(), caller);
    }
    chain.doFilter(request, response);
  }

  /** What keeps browsers from guessing types and from framing pages. */
  private static void tellBrowsers(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    if (request.isSecure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000 ; includeSubDomains");
    }
  }

  private @Nullable Verifier caller(HttpServletRequest request) {
    String token = ShownToken.in(request.getHeader(HttpHeaders.AUTHORIZATION));
    if (token == null || token.isEmpty()) {
      return door.stranger();
    }
    try {
      return door.identify(token);
    } catch (ThermoclineException refused) {
      if (refused.kind() == ErrorKind.UNAUTHENTICATED) {
        wrongTokens.increment();
        slowDown(guesses.wrong(request.getRemoteAddr()));
      }
      throw refused;
    }
  }

  /** Holds the thread, and never more of them than a few. */
  private void slowDown(Duration wait) {
    if (!wait.isZero() && waiting.tryAcquire()) {
      try {
        Thread.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        waiting.release();
      }
    }
  }
}
