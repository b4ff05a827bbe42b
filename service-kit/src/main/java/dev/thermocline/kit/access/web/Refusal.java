package dev.thermocline.kit.access.web;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A no with its reason.
 *
 * @param headers of the answer, which tell a client what would do
 */
record Refusal(ThermoclineException reason, Map<String, List<String>> headers) {
  // Basic first: there are clients that read one of these lines only, and know that one.
  private static final Map<String, List<String>> WHO_ARE_YOU =
      Map.of(
          HttpHeaders.WWW_AUTHENTICATE,
          List.of("Basic realm=\"thermocline\"", "Bearer realm=\"thermocline\""));

  Refusal(ThermoclineException reason) {
    this(reason, Map.of());
  }

  /**
   * To somebody unknown.
   *
   * @param why the token was not taken, nothing where none was shown
   */
  static Refusal ofStranger(@Nullable ThermoclineException why) {
    return new Refusal(
        why != null
            ? why
            : new ThermoclineException(
                ErrorKind.UNAUTHENTICATED,
                "This asks for a token: send it as 'Authorization: Bearer <token>', or as the"
                    + " password of basic authentication. An admin makes tokens."),
        WHO_ARE_YOU);
  }

  /** To a method that the path does not take; it takes others. */
  static Refusal ofMethod(ThermoclineException reason, Set<String> allowed) {
    return new Refusal(reason, Map.of(HttpHeaders.ALLOW, List.of(String.join(", ", allowed))));
  }
}
