package dev.thermocline.registry.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a version that is used for one purpose, as in {@code train}.
 *
 * @param files paths of the version that belong to it; empty where it is not made of whole files
 */
public record Split(String name, @Nullable Long rows, List<String> files) {
  public Split {
    files = List.copyOf(files);
  }
}
