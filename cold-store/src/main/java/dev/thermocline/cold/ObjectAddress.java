package dev.thermocline.cold;

import java.nio.charset.StandardCharsets;

/** Where an object lies: a bucket and a key in it. */
public record ObjectAddress(String bucket, String key) {
  private static final int LONGEST_KEY = 1024;

  public ObjectAddress {
    if (bucket.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException("An object's address needs a bucket and a key.");
    }
    if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw new IllegalArgumentException("An object's key has at most 1024 bytes.");
    }
  }

  @Override
  public String toString() {
    return bucket + "/" + key;
  }
}
