package dev.thermocline.kit.access.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Finds the token in an Authorization header: as bearer, or as the password of basic. */
public final class ShownToken {
  private static final int LONGEST = 1024;

  private ShownToken() {}

  /** Nothing where the header carries none that could be read. */
  public static @Nullable String in(@Nullable String header) {
    if (header == null || header.length() > LONGEST) {
      return null;
    }
    if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return header.substring(7).strip();
    }
    if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return password(header.substring(6).strip());
    }
    return null;
  }

  private static @Nullable String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(colon + 1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
