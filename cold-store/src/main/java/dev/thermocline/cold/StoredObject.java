package dev.thermocline.cold;

/**
 * The receipt of a write: what the store now holds, with the digest of the bytes that were sent.
 *
 * @param sha256 lower-case hex, computed while the bytes went by
 */
public record StoredObject(ObjectAddress address, long size, String etag, String sha256) {}
