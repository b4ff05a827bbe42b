package dev.thermocline.stack.server;

import java.net.URI;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/** Lists and makes buckets. */
public final class S3Buckets implements AutoCloseable {
  private final S3Client client;

  public S3Buckets(URI endpoint, String region, String accessKey, String secretKey) {
    this.client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  public Set<String> list() {
    return client.listBuckets().buckets().stream().map(Bucket::name).collect(Collectors.toSet());
  }

  /** Makes those that are not there. */
  public void create(Collection<String> names) {
    Set<String> there = list();
    for (String name : names) {
      if (!there.contains(name)) {
        client.createBucket(request -> request.bucket(name));
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
