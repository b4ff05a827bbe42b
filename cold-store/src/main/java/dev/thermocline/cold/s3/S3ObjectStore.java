package dev.thermocline.cold.s3;

import static dev.thermocline.cold.s3.S3Errors.translated;

import dev.thermocline.cold.ByteRange;
import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectPage;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Any store that speaks S3, by the AWS SDK's synchronous client. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final int LARGEST_PAGE = 1000;
  private static final long COPIED_PART = 256L << 20;

  private final S3Clients clients;
  private final S3Client s3;
  private final S3Settings settings;
  private final S3Upload upload;

  public S3ObjectStore(S3Settings settings) {
    this.settings = settings;
    this.clients = new S3Clients(settings);
    this.s3 = clients.usual();
    this.upload = new S3Upload(clients, settings);
  }

  @Override
  public StoredObject put(ObjectAddress to, InputStream body, long length, PutOptions options)
      throws IOException {
    return upload.put(to, body, length, options);
  }

  @Override
  public Optional<ObjectInfo> find(ObjectAddress at) {
    try {
      HeadObjectResponse head =
          translated(at, () -> s3.headObject(request -> request.bucket(at.bucket()).key(at.key())));
      return Optional.of(
          new ObjectInfo(at, head.contentLength(), unquoted(head.eTag()), head.lastModified()));
    } catch (ColdStoreException missing) {
      if (missing.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw missing;
    }
  }

  @Override
  public ObjectContent get(ObjectAddress at, ReadOptions options) {
    ResponseInputStream<GetObjectResponse> answer =
        translated(
            at,
            () ->
                s3.getObject(request -> {
                  request.bucket(at.bucket()).key(at.key());
                  if (options.range() != null) {
                    request.range(header(options.range()));
                  }
                  if (options.ifMatch() != null) {
                    request.ifMatch("\"" + options.ifMatch() + "\"");
                  }
                }));
    GetObjectResponse head = answer.response();
    long size = head.contentLength();
    if (head.contentRange() != null) {
      size = Long.parseLong(head.contentRange().substring(head.contentRange().indexOf('/') + 1));
    }
    ObjectInfo info = new ObjectInfo(at, size, unquoted(head.eTag()), head.lastModified());
    InterruptibleBody body = new InterruptibleBody(at, answer, head.contentLength());
    return new ObjectContent(info, head.contentLength(), body, body);
  }

  @Override
  public ObjectPage list(String bucket, String prefix, @Nullable String next, int most) {
    var page =
        translated(
            bucket + "/" + prefix,
            Reason.CHANGED,
            () ->
                s3.listObjectsV2(request -> {
                  request.bucket(bucket).prefix(prefix).maxKeys(Math.min(most, LARGEST_PAGE));
                  if (next != null) {
                    request.startAfter(next);
                  }
                }));
    List<ObjectInfo> objects = new ArrayList<>();
    for (S3Object object : page.contents()) {
      objects.add(
          new ObjectInfo(
              new ObjectAddress(bucket, object.key()),
              object.size(),
              unquoted(object.eTag()),
              object.lastModified()));
    }
    boolean more = Boolean.TRUE.equals(page.isTruncated()) && !objects.isEmpty();
    return new ObjectPage(objects, more ? objects.getLast().address().key() : null);
  }

  @Override
  public ObjectInfo copy(ObjectInfo from, ObjectAddress to, PutOptions options) {
    // Not every store looks at If-None-Match when it copies.
    if (options.createOnly() && find(to).isPresent()) {
      throw new ColdStoreException(Reason.ALREADY_EXISTS, to + " exists already.");
    }
    if (from.size() > settings.largestPlainCopy()) {
      copyByParts(from, to, options);
    } else {
      copyWhole(from, to, options);
    }
    ObjectInfo copied =
        find(to)
            .orElseThrow(
                () -> new ColdStoreException(Reason.CHANGED, to + " vanished after its copy."));
    if (copied.size() != from.size()) {
      throw new ColdStoreException(
          Reason.DAMAGED,
          to + " has " + copied.size() + " bytes, its source has " + from.size() + ".");
    }
    return copied;
  }

  private void copyWhole(ObjectInfo from, ObjectAddress to, PutOptions options) {
    var _ =
        translated(
            from.address() + " to " + to,
            Reason.CHANGED,
            () ->
                clients
                    .forCreating(options)
                    .copyObject(request -> {
                      request
                          .sourceBucket(from.address().bucket())
                          .sourceKey(from.address().key())
                          .copySourceIfMatch("\"" + from.etag() + "\"")
                          .destinationBucket(to.bucket())
                          .destinationKey(to.key());
                      if (options.createOnly()) {
                        request.ifNoneMatch("*");
                      }
                    }));
  }

  private void copyByParts(ObjectInfo from, ObjectAddress to, PutOptions options) {
    long part = Math.min(COPIED_PART, settings.largestPlainCopy());
    part = Math.max(part, from.size() / PartUpload.MOST_PARTS + 1);
    try (PartUpload parts =
        new PartUpload(clients, to, options.mediaType(), settings.partsInFlight())) {
      for (long first = 0; first < from.size(); first += part) {
        parts.copy(from.address(), from.etag(), first, Math.min(from.size(), first + part) - 1);
      }
      var _ = parts.complete(options);
    }
  }

  @Override
  public void delete(ObjectAddress at) {
    var _ =
        translated(at, () -> s3.deleteObject(request -> request.bucket(at.bucket()).key(at.key())));
  }

  @Override
  public void deleteAll(String bucket, Collection<String> keys) {
    List<ObjectIdentifier> all =
        keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    for (int from = 0; from < all.size(); from += LARGEST_PAGE) {
      List<ObjectIdentifier> some = all.subList(from, Math.min(all.size(), from + LARGEST_PAGE));
      var answer =
          translated(
              bucket,
              Reason.CHANGED,
              () ->
                  s3.deleteObjects(request ->
                      request.bucket(bucket).delete(list -> list.objects(some).quiet(true))));
      if (!answer.errors().isEmpty()) {
        throw new ColdStoreException(
            Reason.UNAVAILABLE,
            answer.errors().size() + " objects of " + bucket + " could not be deleted.");
      }
    }
  }

  @Override
  public int sweepUploads(String bucket, Instant before) {
    int swept = 0;
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder().bucket(bucket).build();
    while (true) {
      ListMultipartUploadsRequest asked = request;
      ListMultipartUploadsResponse page =
          translated(bucket, Reason.CHANGED, () -> s3.listMultipartUploads(asked));
      for (MultipartUpload found : page.uploads()) {
        if (found.initiated() != null && found.initiated().isBefore(before)) {
          var _ =
              translated(
                  bucket,
                  Reason.CHANGED,
                  () ->
                      s3.abortMultipartUpload(abort ->
                          abort.bucket(bucket).key(found.key()).uploadId(found.uploadId())));
          swept++;
        }
      }
      if (!Boolean.TRUE.equals(page.isTruncated()) || page.nextKeyMarker() == null) {
        return swept;
      }
      request =
          request.toBuilder()
              .keyMarker(page.nextKeyMarker())
              .uploadIdMarker(page.nextUploadIdMarker())
              .build();
    }
  }

  @Override
  public void close() {
    clients.close();
  }

  static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  private static String header(ByteRange range) {
    return "bytes=" + range.first() + "-" + (range.last() == null ? "" : range.last());
  }
}
