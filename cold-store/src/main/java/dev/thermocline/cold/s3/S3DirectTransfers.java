package dev.thermocline.cold.s3;

import static dev.thermocline.cold.s3.S3Errors.translated;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.DirectTransfers;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signed S3 addresses on the public endpoint. */
public final class S3DirectTransfers implements DirectTransfers, AutoCloseable {
  private final S3Clients clients;
  private final S3Client s3;
  private final S3Presigner presigner;

  public S3DirectTransfers(S3Settings settings) {
    clients = new S3Clients(settings);
    s3 = clients.usual();
    presigner = S3Clients.presigner(settings);
  }

  @Override
  public URI readAddress(
      ObjectAddress at, String mediaType, String disposition, Duration validFor) {
    return URI.create(
        presigner
            .presignGetObject(sign ->
                sign.signatureDuration(validFor)
                    .getObjectRequest(request ->
                        request
                            .bucket(at.bucket())
                            .key(at.key())
                            .responseContentType(mediaType)
                            .responseContentDisposition(disposition)))
            .url()
            .toString());
  }

  @Override
  public String beginUpload(ObjectAddress to, String mediaType) {
    return translated(
        to,
        () ->
            s3.createMultipartUpload(
                    request -> request.bucket(to.bucket()).key(to.key()).contentType(mediaType))
                .uploadId());
  }

  @Override
  public URI partAddress(ObjectAddress to, String uploadId, int number, Duration validFor) {
    return URI.create(
        presigner
            .presignUploadPart(sign ->
                sign.signatureDuration(validFor)
                    .uploadPartRequest(request ->
                        request
                            .bucket(to.bucket())
                            .key(to.key())
                            .uploadId(uploadId)
                            .partNumber(number)))
            .url()
            .toString());
  }

  @Override
  public ObjectInfo completeUpload(ObjectAddress to, String uploadId, List<UploadedPart> parts) {
    List<CompletedPart> inOrder =
        parts.stream()
            .sorted(Comparator.comparingInt(UploadedPart::number))
            .map(p -> CompletedPart.builder().partNumber(p.number()).eTag(p.etag()).build())
            .toList();
    var _ =
        translated(
            to,
            () ->
                s3.completeMultipartUpload(request ->
                    request
                        .bucket(to.bucket())
                        .key(to.key())
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(inOrder))));
    HeadObjectResponse head =
        translated(to, () -> s3.headObject(request -> request.bucket(to.bucket()).key(to.key())));
    return new ObjectInfo(
        to, head.contentLength(), S3ObjectStore.unquoted(head.eTag()), head.lastModified());
  }

  @Override
  public void abortUpload(ObjectAddress to, String uploadId) {
    try {
      var _ =
          translated(
              to,
              () ->
                  s3.abortMultipartUpload(
                      request -> request.bucket(to.bucket()).key(to.key()).uploadId(uploadId)));
    } catch (ColdStoreException failed) {
      if (failed.reason() != Reason.NOT_FOUND) {
        throw failed;
      }
    }
  }

  @Override
  public void close() {
    presigner.close();
    clients.close();
  }
}
