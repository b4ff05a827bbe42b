package dev.thermocline.kit.setting;

import java.time.Duration;

/**
 * How long this platform waits for others. Nothing waits without a bound: where a server accepts a
 * connection and then says nothing, callers learn of it within these.
 */
public final class Bounds {
  /** Until a connection stands, to whatever it leads. */
  public static final Duration CONNECT = Duration.ofSeconds(2);

  /** For one answer to the question whether a dependency is well. */
  public static final Duration CHECK = Duration.ofMillis(1500);

  /** For an answer of another service of the platform on the way of a request. */
  public static final Duration SERVICE = Duration.ofSeconds(2);

  /** For one answer of a broker. */
  public static final Duration KAFKA_REQUEST = Duration.ofSeconds(5);

  /** For whatever a Kafka client does with all its tries; what is written waits no longer. */
  public static final Duration KAFKA_CALL = Duration.ofSeconds(10);

  /** Longest pause between two tries to reach a broker again. */
  public static final Duration KAFKA_PAUSE = Duration.ofSeconds(1);

  private Bounds() {}
}
