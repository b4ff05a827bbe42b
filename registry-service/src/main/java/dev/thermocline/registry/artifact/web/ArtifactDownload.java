package dev.thermocline.registry.artifact.web;

import dev.thermocline.cold.ByteRange;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.registry.artifact.ArtifactContent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/**
 * Sends a file: whole with its digest checked, or one range of it, or nothing where the caller has
 * it already. Always as an attachment, so that no browser runs what somebody uploaded.
 */
final class ArtifactDownload {
  private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
  private static final int CHUNK = 1 << 16;

  private ArtifactDownload() {}

  static void send(
      ArtifactContent content, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String etag = "\"" + content.sha256() + "\"";
    response.setHeader(HttpHeaders.ETAG, etag);
    response.setDateHeader(HttpHeaders.LAST_MODIFIED, content.writtenAt().toEpochMilli());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    if (names(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(content.mediaType());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(HttpHeaders.CONTENT_DISPOSITION, disposition(content.name()));
    ByteRange range = range(request, content, etag);
    long length = range == null ? content.size() : range.lengthWithin(content.size());
    if (range != null) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader(
          HttpHeaders.CONTENT_RANGE,
          "bytes " + range.first() + "-" + (range.first() + length - 1) + "/" + content.size());
    }
    response.setContentLengthLong(length);
    if (!request.getMethod().equals("HEAD")) {
      copy(content, range, response);
    }
  }

  static String disposition(String name) {
    return ContentDisposition.attachment()
        .filename(name, StandardCharsets.UTF_8)
        .build()
        .toString();
  }

  private static void copy(
      ArtifactContent content, @Nullable ByteRange range, HttpServletResponse response)
      throws IOException {
    try (InputStream in = content.source().open(range)) {
      OutputStream out = response.getOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        out.write(chunk, 0, n);
      }
    }
  }

  private static boolean names(@Nullable String condition, String etag) {
    if (condition == null) {
      return false;
    }
    for (String one : condition.split(",", -1)) {
      String trimmed = one.strip();
      if (trimmed.equals("*") || trimmed.equals(etag) || trimmed.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  /** Null for the whole file; several ranges, other units and a stale If-Range mean that, too. */
  private static @Nullable ByteRange range(
      HttpServletRequest request, ArtifactContent content, String etag) {
    String asked = request.getHeader(HttpHeaders.RANGE);
    String onlyIf = request.getHeader(HttpHeaders.IF_RANGE);
    if (asked == null || (onlyIf != null && !onlyIf.equals(etag))) {
      return null;
    }
    Matcher parts = ONE_RANGE.matcher(asked.strip());
    if (!parts.matches() || asked.strip().equals("bytes=-")) {
      return null;
    }
    String first = parts.group(1);
    String last = parts.group(2);
    if (first.isEmpty()) {
      long tail = Long.parseLong(last);
      return satisfiable(ByteRange.from(Math.max(0, content.size() - tail)), content.size());
    }
    if (!last.isEmpty() && Long.parseLong(last) < Long.parseLong(first)) {
      return null;
    }
    return satisfiable(
        new ByteRange(Long.parseLong(first), last.isEmpty() ? null : Long.valueOf(last)),
        content.size());
  }

  private static ByteRange satisfiable(ByteRange range, long size) {
    if (range.lengthWithin(size) == 0) {
      throw new ThermoclineException(
          ErrorKind.RANGE_NOT_SATISFIABLE,
          "The artifact has " + size + " bytes; the range begins behind them.");
    }
    return range;
  }
}
