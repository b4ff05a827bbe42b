package dev.thermocline.kit.access.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A browser that knows a token as the password of this address shows it with every request to it,
 * also when a page of another site makes the browser send one. Such a page cannot read an answer,
 * but it could change something: only pages of this address may.
 */
final class ForeignPage {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private ForeignPage() {}

  /** Whether a page from elsewhere made a browser send this change. */
  static boolean changes(HttpServletRequest request) {
    if (READING.contains(request.getMethod())) {
      return false;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    // Browsers say nothing of sites to addresses without TLS, but name the origin.
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && !isHere(origin, request.getHeader(HttpHeaders.HOST));
  }

  private static boolean isHere(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }
}
