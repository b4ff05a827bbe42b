package dev.thermocline.registry.artifact;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.DirectTransfers;
import dev.thermocline.cold.DirectTransfers.UploadedPart;
import dev.thermocline.cold.ObjectAddress;
import dev.thermocline.cold.ObjectContent;
import dev.thermocline.cold.ObjectInfo;
import dev.thermocline.cold.ObjectStore;
import dev.thermocline.cold.ReadOptions;
import dev.thermocline.cold.Sha256;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;

/**
 * Uploads whose parts go from the client straight to object storage. Completing one reads it back
 * once for its digest; only then does it become visible. Completing again is harmless.
 */
@Service
public class DirectUploads {
  private static final int MOST_PARTS = 10_000;
  private static final Duration ADDRESSES_LIVE = Duration.ofHours(6);
  private static final Duration CLAIM_LIVES = Duration.ofMinutes(30);
  private static final int CHUNK = 1 << 16;

  private final Artifacts artifacts;
  private final ArtifactIndex index;
  private final UploadIndex uploads;
  private final ObjectStore store;
  private final DirectTransfers transfers;
  private final ObjectKeys keys;
  private final Clock clock;

  public DirectUploads(
      Artifacts artifacts,
      ArtifactIndex index,
      UploadIndex uploads,
      ObjectStore store,
      DirectTransfers transfers,
      ObjectKeys keys,
      Clock clock) {
    this.artifacts = artifacts;
    this.index = index;
    this.uploads = uploads;
    this.store = store;
    this.transfers = transfers;
    this.keys = keys;
    this.clock = clock;
  }

  /** An upload that has begun: one address for each part, the first for number 1. */
  public record Begun(String uploadId, List<URI> parts) {}

  public Begun begin(Project project, ArtifactPath path, int parts, String mediaType) {
    if (parts < 1 || parts > MOST_PARTS) {
      throw ThermoclineException.invalid(
          "An upload has 1 to 10000 parts, not " + parts + "; choose another part size.");
    }
    artifacts.checkWritable(project, path);
    ObjectAddress object = keys.next(project, path);
    index.announce(project, object.key(), clock.instant());
    String storeId = transfers.beginUpload(object, mediaType);
    PendingUpload upload = new PendingUpload(keys.secret(32), path, object, storeId, mediaType);
    uploads.begin(project, upload, clock.instant());
    List<URI> addresses = new ArrayList<>(parts);
    for (int number = 1; number <= parts; number++) {
      addresses.add(transfers.partAddress(object, storeId, number, ADDRESSES_LIVE));
    }
    return new Begun(upload.id(), addresses);
  }

  public void complete(
      Project project, ArtifactPath path, String uploadId, List<UploadedPart> parts) {
    PendingUpload upload = get(project, path, uploadId);
    check(parts);
    switch (uploads.claim(project, uploadId, clock.instant(), CLAIM_LIVES)) {
      case FINISHED -> {}
      case CLAIMED ->
          throw new ThermoclineException(
              ErrorKind.UNAVAILABLE,
              "The upload of '" + path + "' is being verified; ask again in a moment.");
      case OPEN -> {
        try {
          finish(project, upload, parts);
        } catch (RuntimeException failed) {
          uploads.release(project, uploadId);
          throw failed;
        }
      }
    }
  }

  /** Idempotent, but what was completed stays. */
  public void abort(Project project, ArtifactPath path, String uploadId) {
    uploads
        .find(project, uploadId)
        .filter(upload -> upload.path().equals(path))
        .ifPresent(upload -> {
          transfers.abortUpload(upload.object(), upload.storeId());
          uploads.forget(project, uploadId);
        });
  }

  private void finish(Project project, PendingUpload upload, List<UploadedPart> parts) {
    ObjectInfo object = assemble(upload, parts);
    index.record(
        project,
        new ArtifactFile(
            upload.path(),
            upload.object(),
            object.size(),
            digest(object),
            object.etag(),
            upload.mediaType(),
            clock.instant()));
    uploads.finish(project, upload.id(), clock.instant());
  }

  private ObjectInfo assemble(PendingUpload upload, List<UploadedPart> parts) {
    try {
      return transfers.completeUpload(upload.object(), upload.storeId(), parts);
    } catch (ColdStoreException failed) {
      if (failed.reason() == Reason.NOT_FOUND) {
        // An attempt before this one may have come as far as the store and no further.
        return store.find(upload.object()).orElseThrow(() -> unknown(upload.path(), upload.id()));
      }
      if (failed.reason() == Reason.DAMAGED) {
        throw ThermoclineException.invalid(
            "The parts of '"
                + upload.path()
                + "' are not those that were uploaded: compare their"
                + " numbers and ETags, or upload again.");
      }
      throw failed;
    }
  }

  private String digest(ObjectInfo object) {
    Sha256 sha = new Sha256();
    ReadOptions same = ReadOptions.whole().ifMatch(object.etag());
    try (ObjectContent content = store.get(object.address(), same)) {
      InputStream in = content.bytes();
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        sha.update(chunk, 0, n);
      }
    } catch (IOException brokeOff) {
      throw new ThermoclineException(
          ErrorKind.UNAVAILABLE,
          "The uploaded object could not be read back to verify it; complete it again.",
          brokeOff);
    }
    return sha.hex();
  }

  private PendingUpload get(Project project, ArtifactPath path, String uploadId) {
    return uploads
        .find(project, uploadId)
        .filter(upload -> upload.path().equals(path))
        .orElseThrow(() -> unknown(path, uploadId));
  }

  private static void check(List<UploadedPart> parts) {
    Set<Integer> numbers = new HashSet<>();
    for (UploadedPart part : parts) {
      if (part.number() < 1 || part.number() > MOST_PARTS || !numbers.add(part.number())) {
        throw ThermoclineException.invalid(
            "The part number " + part.number() + " is out of 1 to 10000 or there twice.");
      }
    }
    if (parts.isEmpty()) {
      throw ThermoclineException.invalid("The list of uploaded parts is missing or empty.");
    }
  }

  private static ThermoclineException unknown(ArtifactPath path, String uploadId) {
    String shown = uploadId.length() > 80 ? uploadId.substring(0, 80) + "..." : uploadId;
    return ThermoclineException.notFound(
        "There is no upload '" + shown + "' of '" + path + "'; begin another.");
  }
}
