package dev.thermocline.gateway.cache;

import java.util.Locale;

/** Where an answer came from, as {@code X-Cache} says it. */
public enum CacheState {
  HIT,
  MISS,
  /** A superseded answer, allowed by the deployment because its model fails. */
  STALE,
  /** Of another request with the same question and the same rows, at the same time. */
  COALESCED,
  /** The cache was not asked. */
  BYPASS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
