package dev.thermocline.kit.setting;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The object store that keeps the bytes. */
@ConfigurationProperties("thermocline.s3")
public record S3Settings(
    @Meaning(value = "Where this service reaches the store.", example = "http://127.0.0.1:19000")
        URI endpoint,
    @Meaning(
            "Where callers reach the store; signed URLs name it, because a signature covers the"
                + " host. The endpoint when not set.")
        @Nullable URI publicEndpoint,
    @Meaning("Region, for stores that have one.") @DefaultValue("us-east-1") String region,
    @Meaning("Access key.") String accessKey,
    @Meaning("Secret key.") Secret secretKey,
    @DefaultValue Buckets buckets) {

  public URI publicEndpointOrElseEndpoint() {
    return publicEndpoint == null ? endpoint : publicEndpoint;
  }

  /** What the buckets are called, for stores where the usual names are taken. */
  public record Buckets(
      @Meaning("Artifacts of runs.") @DefaultValue("mlflow-artifacts") String mlflowArtifacts,
      @Meaning("Frozen model versions.") @DefaultValue("model-artifacts") String modelArtifacts,
      @Meaning("Parquet files of the feature views.") @DefaultValue("feature-store")
          String featureStore,
      @Meaning("Training sets and the inference log.") @DefaultValue("training-data")
          String trainingData) {}
}
