package dev.thermocline.kit.setting.spring;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Why a start would be unsafe: strangers let in, plain text where others can read along, passwords
 * that anybody would guess. It looks at names and addresses only and asks no other server.
 */
final class Safety {
  private static final Set<String> GUESSED =
      Set.of(
          "postgres",
          "password",
          "changeme",
          "change-me",
          "secret",
          "admin",
          "minioadmin",
          "test",
          "123456",
          "thermocline",
          "redis",
          "minio",
          "root",
          "default");
  private static final Pattern JDBC_HOST =
      Pattern.compile("jdbc:postgresql://(\\[[^]]+]|[^:/?,]+)");

  private final Environment environment;
  private final List<String> reasons = new ArrayList<>();

  private Safety(Environment environment) {
    this.environment = environment;
  }

  static List<String> reasons(Environment environment) {
    Safety safety = new Safety(environment);
    safety.listening();
    safety.talking();
    safety.passwords();
    return safety.reasons;
  }

  private void listening() {
    String address = environment.getProperty("server.address", "0.0.0.0");
    if (isLoopback(address)) {
      return;
    }
    if ("open".equalsIgnoreCase(environment.getProperty("thermocline.auth.mode"))) {
      reasons.add(
          "thermocline.auth.mode=open lets everybody in, and server.address="
              + address
              + " can be reached from other machines. Set the mode to tokens, or the address to"
              + " 127.0.0.1.");
    }
    boolean encrypted =
        environment.containsProperty("server.ssl.bundle")
            || environment.containsProperty("server.ssl.key-store")
            || environment.containsProperty("server.ssl.certificate");
    if (!encrypted && !trustedNetwork()) {
      reasons.add(
          "server.address="
              + address
              + " takes tokens in plain text from other machines. Set server.ssl.bundle, or"
              + " thermocline.trusted-network=true where nobody else is on that network, or the"
              + " address to 127.0.0.1.");
    }
  }

  private void talking() {
    if (trustedNetwork()) {
      return;
    }
    for (String setting :
        List.of(
            "thermocline.registry.url",
            "thermocline.features.url",
            "thermocline.s3.endpoint",
            "thermocline.redis.features-url",
            "thermocline.redis.cache-url")) {
      URI url = url(setting);
      if (url != null && Set.of("http", "redis").contains(url.getScheme()) && !isNear(url)) {
        plainText(setting, url.getHost(), url.getScheme() + "s://");
      }
    }
    String jdbc = environment.getProperty("thermocline.postgres.url", "");
    Matcher host = JDBC_HOST.matcher(jdbc);
    if (host.find() && !isLoopback(host.group(1)) && !jdbc.contains("sslmode=verify-full")) {
      plainText("thermocline.postgres.url", host.group(1), "sslmode=verify-full in it");
    }
    String protocol =
        environment
            .getProperty("spring.kafka.security.protocol", "PLAINTEXT")
            .toUpperCase(Locale.ROOT);
    for (String broker :
        environment.getProperty("thermocline.kafka.bootstrap-servers", "").split(",", -1)) {
      int colon = broker.lastIndexOf(':');
      if (colon > 0 && protocol.endsWith("PLAINTEXT") && !isLoopback(broker.substring(0, colon))) {
        plainText(
            "thermocline.kafka.bootstrap-servers",
            broker.substring(0, colon),
            "spring.kafka.security.protocol=SASL_SSL");
        return;
      }
    }
  }

  private void plainText(String setting, String host, String instead) {
    reasons.add(
        setting
            + " goes to "
            + host
            + " in plain text. Use "
            + instead
            + ", or set thermocline.trusted-network=true where nobody else is on that network.");
  }

  private void passwords() {
    guessed(
        "thermocline.postgres.password", environment.getProperty("thermocline.postgres.password"));
    guessed("thermocline.s3.secret-key", environment.getProperty("thermocline.s3.secret-key"));
    for (String setting :
        List.of("thermocline.redis.features-url", "thermocline.redis.cache-url")) {
      URI url = url(setting);
      String user = url == null ? null : url.getUserInfo();
      if (user != null) {
        guessed(setting, user.substring(user.indexOf(':') + 1));
      } else if (url != null && !isNear(url)) {
        reasons.add(setting + " has no password. Write it as redis://user:password@host:port.");
      }
    }
  }

  private void guessed(String setting, @Nullable String password) {
    if (password != null && password.isBlank()) {
      reasons.add(
          setting + " has an empty password. Set a long random one, there and on the server.");
    } else if (password != null && GUESSED.contains(password.toLowerCase(Locale.ROOT))) {
      reasons.add(
          setting
              + " has a password that everybody tries first. Set a long random one, there and on"
              + " the server.");
    }
  }

  private boolean trustedNetwork() {
    return "true".equalsIgnoreCase(environment.getProperty("thermocline.trusted-network"));
  }

  private @Nullable URI url(String setting) {
    try {
      String value = environment.getProperty(setting);
      return value == null ? null : URI.create(value);
    } catch (IllegalArgumentException e) {
      return null; // told by the check of the setting itself
    }
  }

  private static boolean isNear(URI url) {
    return url.getHost() != null && isLoopback(url.getHost());
  }

  private static boolean isLoopback(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (bare.equals("localhost")) {
      return true;
    }
    // Only literals: asking a name server would make the start depend on it.
    boolean literal = bare.matches("[0-9.]+") || bare.contains(":");
    try {
      return literal && InetAddress.getByName(bare).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
