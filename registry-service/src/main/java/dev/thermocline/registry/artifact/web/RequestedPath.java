package dev.thermocline.registry.artifact.web;

import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.artifact.ArtifactPath;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Takes the artifact's path from the request line itself, decoded exactly once and strictly: the
 * container's own decoding forgives too much.
 */
final class RequestedPath {
  private RequestedPath() {}

  /** What stands behind the route, which ends with the marker. */
  static ArtifactPath of(HttpServletRequest request, String marker) {
    ArtifactPath path = orNull(request, marker);
    if (path == null) {
      throw ThermoclineException.invalid("The path of the artifact is missing.");
    }
    return path;
  }

  /** The same, where nothing there means the root. */
  static @Nullable ArtifactPath orNull(HttpServletRequest request, String marker) {
    String uri = request.getRequestURI();
    int at = uri.indexOf(marker);
    String raw = at < 0 ? "" : uri.substring(at + marker.length());
    raw = raw.startsWith("/") ? raw.substring(1) : raw;
    return raw.isEmpty() ? null : ArtifactPath.of(decoded(raw));
  }

  static String decoded(String raw) {
    byte[] bytes = new byte[raw.length() * 3];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int code = code(raw, i);
        if (code == '/' || code == '\\' || code == 0) {
          throw ThermoclineException.invalid(
              "Invalid path: it has an encoded separator or NUL in a name.");
        }
        bytes[length++] = (byte) code;
        i += 2;
      } else {
        byte[] plain = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(plain, 0, bytes, length, plain.length);
        length += plain.length;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)) + "";
    } catch (CharacterCodingException e) {
      throw ThermoclineException.invalid("Invalid path: it is not UTF-8, percent-encoded.");
    }
  }

  private static int code(String raw, int percent) {
    if (percent + 2 >= raw.length()
        || !HexFormat.isHexDigit(raw.charAt(percent + 1))
        || !HexFormat.isHexDigit(raw.charAt(percent + 2))) {
      throw ThermoclineException.invalid("Invalid path: a '%' begins no percent-encoded byte.");
    }
    return HexFormat.fromHexDigits(raw, percent + 1, percent + 3);
  }
}
