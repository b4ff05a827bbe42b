package dev.thermocline.gateway.predict;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands in for what is personal: equal values have equal digests, so that lines can still be
 * joined and counted, and nobody without the key can try values out.
 */
public final class PersonalValues {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final SecretKeySpec key;

  public PersonalValues(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  String digest(Object value) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] digest = mac.doFinal(value.toString().getBytes(StandardCharsets.UTF_8));
      return "hmac:" + HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
