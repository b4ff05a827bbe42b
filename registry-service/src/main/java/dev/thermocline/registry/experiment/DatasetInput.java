package dev.thermocline.registry.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that a run used.
 *
 * @param context what for, as in {@code training}
 */
public record DatasetInput(Dataset dataset, @Nullable String context, List<Entry> tags) {
  public DatasetInput {
    tags = List.copyOf(tags);
  }
}
