package dev.thermocline.gateway.predict;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as plain Java values: maps, lists, strings, numbers, booleans and null. */
public interface JsonText {
  /**
   * Reads a whole body.
   *
   * @throws dev.thermocline.kit.error.ThermoclineException {@code UNREADABLE_BODY} saying where the
   *     text is not JSON, or that it is no object
   */
  Map<String, @Nullable Object> readObject(byte[] text);

  byte[] write(Object value);
}
