package dev.thermocline.kit;

/** The names of the metrics that every service has. Prometheus writes them with underscores. */
public final class KitMetrics {
  /** 1 while a dependency answers, 0 while it does not; tag {@code dependency}. */
  public static final String DEPENDENCY_UP = "thermocline.dependency.up";

  /** How long ago the registry last said that the known tokens are valid. */
  public static final String TOKENS_AGE = "thermocline.tokens.age";

  /** Requests with a token that is not valid. */
  public static final String WRONG_TOKENS = "thermocline.tokens.wrong";

  private KitMetrics() {}
}
