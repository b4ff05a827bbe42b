package dev.thermocline.cold;

import java.time.Instant;

/**
 * What the store says about an object without reading it.
 *
 * @param etag as the store gave it, without quotes; equal only for equal writes of one key
 */
public record ObjectInfo(ObjectAddress address, long size, String etag, Instant modifiedAt) {}
