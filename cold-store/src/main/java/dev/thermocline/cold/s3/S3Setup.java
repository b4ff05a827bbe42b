package dev.thermocline.cold.s3;

import dev.thermocline.cold.ColdStoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Makes buckets as the platform wants them. Safe to repeat: what is there stays. */
public final class S3Setup implements AutoCloseable {
  private static final int HALF_SENT_DAYS = 7;
  private static final int SUPERSEDED_DAYS = 30;

  private final S3Clients clients;
  private final S3Client s3;

  public S3Setup(S3Settings settings) {
    this.clients = new S3Clients(settings);
    this.s3 = clients.usual();
  }

  /**
   * Makes one bucket, keeps old versions of its objects and sweeps them in time.
   *
   * @throws dev.thermocline.cold.ColdStoreException if the store does not answer, or not to us
   */
  public Prepared prepare(String bucket) {
    boolean made = S3Errors.translated("the bucket " + bucket, Reason.CHANGED, () -> make(bucket));
    List<String> refused = new ArrayList<>();
    offered(
        "versioning",
        refused,
        () ->
            s3.putBucketVersioning(request ->
                request
                    .bucket(bucket)
                    .versioningConfiguration(kept -> kept.status(BucketVersioningStatus.ENABLED))));
    if (!offered(
        "sweeping of half-sent uploads", refused, rules(bucket, superseded(), halfSent()))) {
      offered("sweeping of superseded versions", refused, rules(bucket, superseded()));
    }
    return new Prepared(bucket, made, refused);
  }

  /** Says who may do what in a bucket, in the words of the store's own policies. */
  public void allow(String bucket, String policy) {
    var _ =
        S3Errors.translated(
            "the policy of the bucket " + bucket,
            Reason.CHANGED,
            () -> s3.putBucketPolicy(request -> request.bucket(bucket).policy(policy)));
  }

  private boolean make(String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket));
      return false;
    } catch (NoSuchBucketException missing) {
      s3.createBucket(request -> request.bucket(bucket));
      return true;
    }
  }

  /** Stores differ in what they offer beyond buckets; the platform needs none of it to be exact. */
  private static boolean offered(String what, List<String> refused, Runnable request) {
    try {
      request.run();
      return true;
    } catch (S3Exception e) {
      refused.add(what + " (" + e.awsErrorDetails().errorCode() + ")");
      return false;
    }
  }

  private Runnable rules(String bucket, LifecycleRule... rules) {
    return () ->
        s3.putBucketLifecycleConfiguration(
            request -> request.bucket(bucket).lifecycleConfiguration(all -> all.rules(rules)));
  }

  private static LifecycleRule halfSent() {
    return rule("half-sent uploads")
        .abortIncompleteMultipartUpload(after -> after.daysAfterInitiation(HALF_SENT_DAYS))
        .build();
  }

  private static LifecycleRule superseded() {
    return rule("superseded versions")
        .noncurrentVersionExpiration(after -> after.noncurrentDays(SUPERSEDED_DAYS))
        .build();
  }

  private static LifecycleRule.Builder rule(String id) {
    return LifecycleRule.builder()
        .id(id)
        .status(ExpirationStatus.ENABLED)
        .filter(all -> all.prefix(""));
  }

  @Override
  public void close() {
    clients.close();
  }

  /**
   * A bucket that is ready.
   *
   * @param notOffered what the store would not do for it, and its word for that
   */
  public record Prepared(String bucket, boolean made, List<String> notOffered) {}
}
