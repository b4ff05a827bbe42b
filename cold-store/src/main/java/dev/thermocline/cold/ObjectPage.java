package dev.thermocline.cold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing, in the order of the keys' bytes.
 *
 * @param next what to ask the following page with; null on the last one
 */
public record ObjectPage(List<ObjectInfo> objects, @Nullable String next) {
  public ObjectPage {
    objects = List.copyOf(objects);
  }
}
