package dev.thermocline.cold.s3;

import dev.thermocline.cold.PutOptions;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The SDK's clients over one pool of connections: path-style, every wait bounded. */
final class S3Clients implements AutoCloseable {
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  private final SdkHttpClient connections;
  private final S3Client usual;
  private final S3Client once;

  S3Clients(S3Settings settings) {
    connections =
        Apache5HttpClient.builder()
            .maxConnections(settings.connections())
            .connectionTimeout(settings.connectTimeout())
            .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
            .socketTimeout(settings.socketTimeout())
            .build();
    usual = client(settings, ATTEMPTS);
    once = client(settings, 1);
  }

  /** Sends again what may be sent again. */
  S3Client usual() {
    return usual;
  }

  /** A create-only write is not idempotent: after an unknown outcome it must not be sent again. */
  S3Client forCreating(PutOptions options) {
    return options.createOnly() ? once : usual;
  }

  @Override
  public void close() {
    usual.close();
    once.close();
    connections.close();
  }

  private S3Client client(S3Settings settings, int attempts) {
    return S3Client.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials(settings))
        .serviceConfiguration(pathStyle())
        .authSchemeProvider(new SignedPayloads())
        // The signature covers the SHA-256 of every body, so the store checks what it got by that.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClient(connections)
        .overrideConfiguration(configuration ->
            configuration
                .apiCallTimeout(settings.callTimeout())
                .apiCallAttemptTimeout(settings.callTimeout().dividedBy(2))
                .retryStrategy(StandardRetryStrategy.builder().maxAttempts(attempts).build()))
        .build();
  }

  static S3Presigner presigner(S3Settings settings) {
    return S3Presigner.builder()
        .endpointOverride(settings.publicEndpoint())
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials(settings))
        .serviceConfiguration(pathStyle())
        .build();
  }

  private static S3Configuration pathStyle() {
    return S3Configuration.builder()
        .pathStyleAccessEnabled(true)
        .chunkedEncodingEnabled(false)
        .build();
  }

  private static StaticCredentialsProvider credentials(S3Settings settings) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey()));
  }

  /** Over TLS the SDK would leave bodies out of the signature. */
  private static final class SignedPayloads implements S3AuthSchemeProvider {
    private final S3AuthSchemeProvider usual = S3AuthSchemeProvider.defaultProvider();

    @Override
    public List<AuthSchemeOption> resolveAuthScheme(S3AuthSchemeParams parameters) {
      return usual.resolveAuthScheme(parameters).stream()
          .map(option ->
              option.toBuilder()
                  .putSignerProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                  .build())
          .toList();
    }
  }
}
