package dev.thermocline.kit.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The SHA-256 of a token, which is all that is kept of it. Looking one up in a map tells a guesser
 * nothing by its time: nobody can choose the hash of a guess.
 */
public record TokenHash(long a, long b, long c, long d) {
  private static final HexFormat HEX = HexFormat.of();
  private static final MessageDigest SHA_256 = found();

  public static TokenHash ofToken(String token) {
    return of(sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  /** From the 64 digits that {@link #hex} gives. */
  public static TokenHash parse(String hex) {
    return of(HEX.parseHex(hex));
  }

  public static TokenHash of(byte[] digest) {
    if (digest.length != 32) {
      throw new IllegalArgumentException("A SHA-256 has 32 bytes, not " + digest.length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new TokenHash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /** A copy of one that was found once: looking one up costs as much as the digest of a token. */
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 of this Java cannot be copied", e);
    }
  }

  private static MessageDigest found() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  public String hex() {
    return HEX.formatHex(bytes());
  }
}
