package dev.thermocline.kit.setting;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The two Redis servers: one may lose nothing by itself, the other may drop anything. */
@ConfigurationProperties("thermocline.redis")
public record RedisSettings(
    @Meaning(
            value = "Redis of the online features (policy noeviction).",
            example = "redis://user:password@127.0.0.1:16379")
        URI featuresUrl,
    @Meaning(
            value = "Redis of the prediction cache (policy allkeys-lru).",
            example = "redis://user:password@127.0.0.1:16380")
        URI cacheUrl) {
  /** Without the passwords that the URLs carry. */
  @Override
  public String toString() {
    return "RedisSettings[features " + place(featuresUrl) + ", cache " + place(cacheUrl) + "]";
  }

  private static String place(URI url) {
    return url.getHost() + ":" + url.getPort();
  }
}
