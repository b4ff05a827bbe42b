package dev.thermocline.cold.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.PutOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One upload in parts, several of them on their way at once. It ends with {@link #complete}; closed
 * before that, it is given up and nothing is visible. For one thread.
 */
final class PartUpload implements AutoCloseable {
  static final int MOST_PARTS = 10_000;

  /** More than are ever in flight, so no failure is overlooked until the end. */
  private static final int RECENT = 64;

  private static final Logger log = LoggerFactory.getLogger(PartUpload.class);

  private final S3Clients clients;
  private final S3Client s3;
  private final ObjectAddress to;
  private final String id;
  private final Semaphore lanes;
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<CompletedPart>> parts = new ArrayList<>();
  private boolean completed;

  PartUpload(S3Clients clients, ObjectAddress to, String mediaType, int partsInFlight) {
    this.clients = clients;
    this.s3 = clients.usual();
    this.to = to;
    this.lanes = new Semaphore(partsInFlight);
    this.id =
        S3Errors.translated(
            to,
            () ->
                s3.createMultipartUpload(
                        request -> request.bucket(to.bucket()).key(to.key()).contentType(mediaType))
                    .uploadId());
  }

  /** Sends a part; {@code sent} runs when its bytes are no longer needed, also after a failure. */
  void send(byte[] bytes, int length, Runnable sent) {
    submit(number -> {
      try {
        String etag =
            s3.uploadPart(
                    request ->
                        request.bucket(to.bucket()).key(to.key()).uploadId(id).partNumber(number),
                    S3Upload.body(bytes, length))
                .eTag();
        return part(number, etag);
      } finally {
        sent.run();
      }
    });
  }

  /** Has the store copy a part from another object, as long as that has this etag. */
  void copy(ObjectAddress from, String etag, long first, long last) {
    submit(number ->
        part(
            number,
            s3.uploadPartCopy(request ->
                    request
                        .sourceBucket(from.bucket())
                        .sourceKey(from.key())
                        .copySourceIfMatch("\"" + etag + "\"")
                        .copySourceRange("bytes=" + first + "-" + last)
                        .destinationBucket(to.bucket())
                        .destinationKey(to.key())
                        .uploadId(id)
                        .partNumber(number))
                .copyPartResult()
                .eTag()));
  }

  /** Makes the object of the parts that were sent; gives its etag. */
  String complete(PutOptions options) {
    List<CompletedPart> sent = new ArrayList<>(parts.size());
    for (Future<CompletedPart> part : parts) {
      sent.add(result(part));
    }
    String etag =
        S3Errors.translated(
            to,
            Reason.ALREADY_EXISTS,
            () ->
                clients
                    .forCreating(options)
                    .completeMultipartUpload(request -> {
                      request
                          .bucket(to.bucket())
                          .key(to.key())
                          .uploadId(id)
                          .multipartUpload(upload -> upload.parts(sent));
                      if (options.createOnly()) {
                        request.ifNoneMatch("*");
                      }
                    })
                    .eTag());
    completed = true;
    return S3ObjectStore.unquoted(etag);
  }

  @Override
  public void close() {
    senders.shutdownNow();
    senders.close();
    if (!completed) {
      try {
        s3.abortMultipartUpload(request -> request.bucket(to.bucket()).key(to.key()).uploadId(id));
      } catch (SdkException leftToTheSweeper) {
        log.atWarn()
            .addKeyValue("object", to)
            .setCause(leftToTheSweeper)
            .log("An upload in parts could not be given up; the sweeper will.");
      }
    }
  }

  private interface Sender {
    CompletedPart send(int number);
  }

  private void submit(Sender sender) {
    int number = parts.size() + 1;
    if (number > MOST_PARTS) {
      throw new ColdStoreException(
          Reason.TOO_LARGE, to + " has more parts than the store takes; announce its length.");
    }
    lanes.acquireUninterruptibly();
    Callable<CompletedPart> task =
        () -> {
          try {
            return S3Errors.translated(to, () -> sender.send(number));
          } finally {
            lanes.release();
          }
        };
    parts.add(senders.submit(task));
    failEarly();
  }

  /** A part that failed ends the upload at once instead of after the last byte. */
  private void failEarly() {
    for (Future<CompletedPart> part :
        parts.subList(Math.max(0, parts.size() - RECENT), parts.size())) {
      if (part.state() == Future.State.FAILED) {
        result(part);
      }
    }
  }

  private CompletedPart result(Future<CompletedPart> part) {
    try {
      return part.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ColdStoreException known) {
        throw known;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new ColdStoreException(Reason.UNAVAILABLE, "The upload of " + to + " was stopped.");
    }
  }

  private static CompletedPart part(int number, String etag) {
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }
}
