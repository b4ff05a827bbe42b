package dev.thermocline.stack;

import java.security.SecureRandom;
import java.util.Base64;

/** Random credentials. */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 144 random bits in letters, digits, hyphen and underscore: safe in a URL and a shell. */
  static String random() {
    byte[] bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    // A leading hyphen would look like an option on a command line.
    return "k" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
