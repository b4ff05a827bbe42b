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

  public static TokenHash ofToken(String token) {
    try {
      return of(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
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

  public byte[] bytes() {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  public String hex() {
    return HEX.formatHex(bytes());
  }
}
