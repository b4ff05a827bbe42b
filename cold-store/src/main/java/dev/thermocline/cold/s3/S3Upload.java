package dev.thermocline.cold.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.PutOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.cold.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Writes a stream of any length in flat memory: one request for what fits into one part, else parts
 * in parallel. The digest is computed while the bytes go by.
 */
final class S3Upload {
  /** Two parts cost two requests more than one, and stores that copy parts together copy twice. */
  private static final long MOST_IN_ONE = 2;

  private final S3Clients clients;
  private final S3Settings settings;
  private final PartMemory memory;

  S3Upload(S3Clients clients, S3Settings settings) {
    this.clients = clients;
    this.settings = settings;
    this.memory = new PartMemory(settings.memory(), settings.socketTimeout());
  }

  StoredObject put(ObjectAddress to, InputStream body, long length, PutOptions options)
      throws IOException {
    Body source = new Body(to, body, length, options.expectedSha256());
    int partSize = partSize(to, length);
    Part first = source.next(partSize);
    if (first.length < partSize || source.atEnd()) {
      return putWhole(to, source, first, options);
    }
    try (PartUpload upload =
        new PartUpload(clients, to, options.mediaType(), settings.partsInFlight())) {
      for (Part part = first; part.length > 0; part = source.next(partSize)) {
        upload.send(part.bytes, part.length, part::release);
      }
      String sha256 = source.finish();
      return new StoredObject(to, source.seen, upload.complete(options), sha256);
    }
  }

  private StoredObject putWhole(ObjectAddress to, Body source, Part only, PutOptions options)
      throws IOException {
    try {
      String sha256 = source.finish();
      String etag =
          S3Errors.translated(
              to,
              Reason.ALREADY_EXISTS,
              () ->
                  clients
                      .forCreating(options)
                      .putObject(
                          request -> {
                            request
                                .bucket(to.bucket())
                                .key(to.key())
                                .contentType(options.mediaType());
                            if (options.createOnly()) {
                              request.ifNoneMatch("*");
                            }
                          },
                          body(only.bytes, only.length))
                      .eTag());
      return new StoredObject(to, source.seen, S3ObjectStore.unquoted(etag), sha256);
    } finally {
      only.release();
    }
  }

  /** Without a copy, and readable again for another attempt. */
  static RequestBody body(byte[] bytes, int length) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
  }

  private int partSize(ObjectAddress to, long length) {
    long needed = length / PartUpload.MOST_PARTS + 1;
    if (needed > settings.memory() / 2) {
      throw new ColdStoreException(
          Reason.TOO_LARGE, to + " would have " + length + " bytes, more than can be taken here.");
    }
    boolean littleMore =
        length > settings.partSize() && length <= MOST_IN_ONE * settings.partSize();
    return (int) Math.max(littleMore ? length : settings.partSize(), needed);
  }

  /** A stretch of the body in memory that counts against the bound until it is released. */
  private final class Part {
    private final byte[] bytes;
    private final int acquired;
    private int length;

    private Part(int size) {
      acquired = memory.acquire(size);
      bytes = new byte[size];
    }

    private void release() {
      memory.release(acquired);
    }
  }

  private final class Body {
    private final ObjectAddress to;
    private final InputStream in;
    private final long announced;
    private final @Nullable String expectedSha256;
    private final Sha256 sha = new Sha256();
    private long seen;

    Body(ObjectAddress to, InputStream in, long announced, @Nullable String expectedSha256) {
      this.to = to;
      this.in = in;
      this.announced = announced;
      this.expectedSha256 = expectedSha256;
    }

    /** Full unless the body ends with it. */
    Part next(int size) throws IOException {
      long left = announced == ObjectStore.UNKNOWN_LENGTH ? size : announced - seen;
      Part part = new Part((int) Math.min(size, left));
      boolean read = false;
      try {
        part.length = in.readNBytes(part.bytes, 0, part.bytes.length);
        read = true;
      } finally {
        if (!read || part.length == 0) {
          part.release();
        }
      }
      sha.update(part.bytes, 0, part.length);
      seen += part.length;
      return part;
    }

    boolean atEnd() {
      return seen == announced;
    }

    /** Checks all that was promised about the body, and gives its digest. */
    String finish() throws IOException {
      if (announced != ObjectStore.UNKNOWN_LENGTH && (seen != announced || in.read() >= 0)) {
        throw new EOFException(
            "The body of "
                + to
                + " was announced with "
                + announced
                + " bytes and has "
                + (seen == announced ? "more." : seen + "."));
      }
      String sha256 = sha.hex();
      if (expectedSha256 != null && !expectedSha256.equals(sha256)) {
        throw new ColdStoreException(
            Reason.DAMAGED,
            "The body of "
                + to
                + " should have the SHA-256 "
                + expectedSha256
                + " and has "
                + sha256
                + "; nothing was stored.");
      }
      return sha256;
    }
  }
}
