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
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who asks. What they may do is another's question. */
final class DoorFilter extends OncePerRequestFilter {
  /** Under which the entry point finds why a shown token was not taken. */
  static final String REASON = DoorFilter.class.getName() + ".reason";

  private final Door door;
  private final Guesses guesses;
  private final Counter wrongTokens;
  private final Semaphore waiting = new Semaphore(256);

  DoorFilter(Door door, Guesses guesses, Counter wrongTokens) {
    this.door = door;
    this.guesses = guesses;
    this.wrongTokens = wrongTokens;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Verifier verifier = verifier(request);
    if (verifier != null) {
      SecurityContext context = new SecurityContextImpl(new KnownCaller(verifier));
      SecurityContextHolder.setContext(context);
      request.setAttribute(Caller.class.getName(), verifier.caller());
      request.setAttribute(Verifier.class.getName(), verifier);
    }
    chain.doFilter(request, response);
  }

  private @Nullable Verifier verifier(HttpServletRequest request) {
    String token = ShownToken.in(request.getHeader(HttpHeaders.AUTHORIZATION));
    if (token == null || token.isEmpty()) {
      return door.stranger();
    }
    try {
      return door.identify(token);
    } catch (ThermoclineException refused) {
      request.setAttribute(REASON, refused);
      if (refused.kind() == ErrorKind.UNAUTHENTICATED) {
        wrongTokens.increment();
        slowDown(guesses.wrong(request.getRemoteAddr()));
      }
      return null;
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
