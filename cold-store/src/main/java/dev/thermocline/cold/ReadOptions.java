package dev.thermocline.cold;

import org.jspecify.annotations.Nullable;

/**
 * How an object is to be read.
 *
 * @param range null for the whole object
 * @param ifMatch an etag that the object must still have, or the read fails with {@link
 *     ColdStoreException.Reason#CHANGED}
 */
public record ReadOptions(@Nullable ByteRange range, @Nullable String ifMatch) {
  public static ReadOptions whole() {
    return new ReadOptions(null, null);
  }

  public static ReadOptions range(ByteRange range) {
    return new ReadOptions(range, null);
  }

  public ReadOptions ifMatch(String etag) {
    return new ReadOptions(range, etag);
  }
}
