package dev.thermocline.cold;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Signed addresses with which a client moves bytes to or from the store without passing through us.
 * They end after a while and allow one thing each.
 */
public interface DirectTransfers {
  /** Reads one object; the store answers with this type and disposition. */
  URI readAddress(ObjectAddress at, String mediaType, String disposition, Duration validFor);

  /** Starts an upload in parts, of which nothing is visible until it is completed. */
  String beginUpload(ObjectAddress to, String mediaType);

  /** Writes one part, numbered from 1. */
  URI partAddress(ObjectAddress to, String uploadId, int number, Duration validFor);

  /** Makes the object of its parts, in the order of their numbers. */
  ObjectInfo completeUpload(ObjectAddress to, String uploadId, List<UploadedPart> parts);

  /** Idempotent. */
  void abortUpload(ObjectAddress to, String uploadId);

  /** A part, as the store answered when it was written. */
  record UploadedPart(int number, String etag) {}
}
