package dev.thermocline.gateway.predict;

import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Request bodies, whole, within a bound that holds after decompression too. */
public final class Bodies {
  /** What a caller's word on the length is trusted with before anything has come. */
  private static final int AT_ONCE = 1 << 20;

  private Bodies() {}

  /**
   * Reads all of it.
   *
   * @param length as the caller says; negative when it does not
   */
  public static byte[] read(InputStream body, @Nullable String encoding, long length, int bound)
      throws IOException {
    if (encoding == null && length >= 0 && length <= Math.min(bound, AT_ONCE)) {
      // Reading up to a bound would allocate many times what most bodies have.
      byte[] bytes = new byte[(int) length];
      int read = body.readNBytes(bytes, 0, bytes.length);
      return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }
    InputStream plain =
        switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
          case "identity", "" -> body;
          case "gzip", "x-gzip" -> gunzip(body);
          case "deflate" -> new InflaterInputStream(body);
          default ->
              throw new ThermoclineException(
                  ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                  "Content-Encoding '%s' is not read here; send gzip, deflate or none."
                      .formatted(encoding));
        };
    byte[] bytes = inflated(plain, bound);
    if (bytes.length > bound) {
      throw new ThermoclineException(
          ErrorKind.TOO_LARGE,
          "The body is larger than %d bytes; send it in smaller batches.".formatted(bound));
    }
    return bytes;
  }

  private static InputStream gunzip(InputStream body) throws IOException {
    try {
      return new GZIPInputStream(body);
    } catch (ZipException | EOFException damaged) {
      throw undecodable(damaged);
    }
  }

  private static byte[] inflated(InputStream plain, int bound) throws IOException {
    try {
      return plain.readNBytes(bound + 1);
    } catch (ZipException | EOFException damaged) {
      throw undecodable(damaged);
    }
  }

  private static ThermoclineException undecodable(IOException damaged) {
    return new ThermoclineException(
        ErrorKind.UNREADABLE_BODY, "The body is not what its Content-Encoding says.", damaged);
  }
}
