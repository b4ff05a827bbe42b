package dev.thermocline.kit.setting;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The two Redis servers: one may lose nothing by itself, the other may drop anything. */
@ConfigurationProperties("thermocline.redis")
public record RedisSettings(
    @Meaning(
            value = "Redis of the online features (policy noeviction).",
            example = "redis://user:password@127.0.0.1:16379")
        URI featuresUrl,
    @Meaning(
            value = "Redis of the prediction cache (policy allkeys-lru); for the gateway.",
            example = "redis://user:password@127.0.0.1:16380")
        @Nullable URI cacheUrl) {

  /** Asked for by the gateway alone, which cannot start without. */
  @Override
  public URI cacheUrl() {
    if (cacheUrl == null) {
      throw new RefusedToStart(
          List.of(
              "thermocline.redis.cache-url is missing. Set it, or THERMOCLINE_REDIS_CACHE_URL, or"
                  + " THERMOCLINE_REDIS_CACHE_URL_FILE."));
    }
    return cacheUrl;
  }

  /** Without the passwords that the URLs carry. */
  @Override
  public String toString() {
    return "RedisSettings[features " + place(featuresUrl) + ", cache " + place(cacheUrl) + "]";
  }

  private static String place(@Nullable URI url) {
    return url == null ? "none" : url.getHost() + ":" + url.getPort();
  }
}
