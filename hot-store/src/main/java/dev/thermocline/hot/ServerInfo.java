package dev.thermocline.hot;

import io.lettuce.core.RedisException;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Redis server says of itself. */
final class ServerInfo {
  private static final Logger log = LoggerFactory.getLogger(ServerInfo.class);
  private static final int OLDEST = 7;

  private ServerInfo() {}

  static Properties read(String info) {
    Properties properties = new Properties();
    info.lines()
        .forEach(line -> {
          int colon = line.indexOf(':');
          if (colon > 0) {
            properties.setProperty(line.substring(0, colon), line.substring(colon + 1));
          }
        });
    return properties;
  }

  /** Refuses a server that lacks what the scripts need. */
  static void check(Properties info) {
    String version = info.getProperty("redis_version", "unknown");
    int dot = version.indexOf('.');
    if (dot < 0 || Integer.parseInt(version.substring(0, dot)) < OLDEST) {
      throw new RedisException(
          "The features Redis has version "
              + version
              + "; 7.0 or Valkey 7.2 is the oldest that works");
    }
    String policy = info.getProperty("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      log.warn(
          "The features Redis evicts by itself and would lose features silently;"
              + " set maxmemory-policy to noeviction policy={}",
          policy);
    }
  }
}
