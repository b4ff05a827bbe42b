package dev.thermocline.cold;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256. For one thread. */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  public static String of(byte[] bytes) {
    Sha256 sha = new Sha256();
    sha.update(bytes, 0, bytes.length);
    return sha.hex();
  }

  public void update(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
  }

  /** The digest as lower-case hex; afterwards this object starts anew. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
