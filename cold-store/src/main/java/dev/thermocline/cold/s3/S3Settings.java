package dev.thermocline.cold.s3;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach the store, and the bounds on using it.
 *
 * @param publicEndpoint the endpoint as clients outside see it; signed addresses carry it, because
 *     a signature covers the host
 * @param partSize of uploads; also the memory that one part on its way holds
 * @param partsInFlight of one upload
 * @param memory for all parts of all uploads on their way
 * @param largestPlainCopy objects above it are copied by parts
 */
public record S3Settings(
    URI endpoint,
    URI publicEndpoint,
    String region,
    String accessKey,
    String secretKey,
    int connections,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration callTimeout,
    int partSize,
    int partsInFlight,
    long memory,
    long largestPlainCopy) {
  private static final int MEBIBYTE = 1 << 20;

  public static S3Settings of(
      URI endpoint, URI publicEndpoint, String region, String accessKey, String secretKey) {
    return new S3Settings(
        endpoint,
        publicEndpoint,
        region,
        accessKey,
        secretKey,
        64,
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofMinutes(3),
        8 * MEBIBYTE,
        4,
        96L * MEBIBYTE,
        1024L * MEBIBYTE);
  }

  /** The same store with other bounds on transfers. */
  public S3Settings transfers(int size, int inFlight, long bound, long plainCopy) {
    return new S3Settings(
        endpoint,
        publicEndpoint,
        region,
        accessKey,
        secretKey,
        connections,
        connectTimeout,
        socketTimeout,
        callTimeout,
        size,
        inFlight,
        bound,
        plainCopy);
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "S3Settings[" + endpoint + ", region " + region + "]";
  }
}
