package dev.thermocline.hot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests for bytes in memory. */
final class Digests {
  private Digests() {}

  static byte[] sha256(byte[] bytes) {
    return fresh("SHA-256").digest(bytes);
  }

  /** SHA-1 is the digest that Redis' scripts have; here it only breaks ties. */
  static MessageDigest sha1() {
    return fresh("SHA-1");
  }

  private static MessageDigest fresh(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }
}
