package dev.thermocline.cold;

import org.jspecify.annotations.Nullable;

/**
 * How an object is to be written.
 *
 * @param createOnly whether an object that is already there makes the write fail
 * @param expectedSha256 a digest that the bytes must have, or nothing becomes visible
 */
public record PutOptions(String mediaType, boolean createOnly, @Nullable String expectedSha256) {
  private static final String ANY_BYTES = "application/octet-stream";

  public static PutOptions overwrite() {
    return new PutOptions(ANY_BYTES, false, null);
  }

  public static PutOptions create() {
    return new PutOptions(ANY_BYTES, true, null);
  }

  public PutOptions mediaType(String type) {
    return new PutOptions(type, createOnly, expectedSha256);
  }

  public PutOptions expecting(String sha256) {
    return new PutOptions(mediaType, createOnly, sha256);
  }
}
