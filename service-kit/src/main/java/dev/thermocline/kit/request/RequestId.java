package dev.thermocline.kit.request;

import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The name of one request across every service: taken from the caller or made here, in each log
 * line, answered, and passed on over HTTP and Kafka under {@link #HEADER}.
 */
public final class RequestId {
  public static final String HEADER = "X-Request-Id";

  /** Under which log lines carry it. */
  public static final String LOG_KEY = "requestId";

  private static final int LONGEST = 128;

  private RequestId() {}

  /** The request that this thread works for, if it works for one. */
  public static @Nullable String current() {
    return MDC.get(LOG_KEY);
  }

  /** The caller's where it is harmless in a log line and a header, else a fresh one. */
  public static String accept(@Nullable String sent) {
    return sent != null && isHarmless(sent) ? sent : fresh();
  }

  // Asked for every message of a stream, where a regular expression costs as much as its parsing.
  private static boolean isHarmless(String sent) {
    for (int i = 0; i < sent.length(); i++) {
      char c = sent.charAt(i);
      boolean isWord = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!isWord && "._:/+=@-".indexOf(c) < 0) {
        return false;
      }
    }
    return !sent.isEmpty() && sent.length() <= LONGEST;
  }

  /** Different from all others, which is all that it must be; it opens nothing. */
  public static String fresh() {
    byte[] bytes = new byte[15];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
