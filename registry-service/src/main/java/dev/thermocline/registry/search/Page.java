package dev.thermocline.registry.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an ordered answer.
 *
 * @param next where the rest begins, or null when there is none
 */
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }
}
