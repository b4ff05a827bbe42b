package dev.thermocline.kit.error;

import java.util.Map;

/**
 * How failures look under some routes. A service registers one bean for each protocol that it
 * speaks besides the native one; the first that speaks a path renders every failure there, those of
 * filters and of unknown routes included. Implementations are stateless and never throw.
 */
public interface Dialect {
  /** Whether failures under this path (as the caller sent it, still encoded) are rendered here. */
  boolean speaks(String path);

  Answer render(Failure failure);

  /**
   * A failure as it goes out.
   *
   * @param body written as JSON
   */
  record Answer(int status, String contentType, Map<String, ?> body) {
    public static Answer json(int status, Map<String, ?> body) {
      return new Answer(status, "application/json", body);
    }
  }
}
