package dev.thermocline.features;

import dev.thermocline.features.join.DatasetRegistry;
import dev.thermocline.features.join.TrainingSet;
import dev.thermocline.features.join.TrainingSetContent;
import dev.thermocline.kit.project.Project;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A registry of datasets that can be away. */
public final class AwayRegistry implements DatasetRegistry {
  private final List<String> told = new ArrayList<>();
  private boolean away;

  @Override
  public synchronized TrainingSet.Version register(
      Project project, UUID join, String dataset, TrainingSetContent content) {
    if (away) {
      throw new Away("The registry does not answer.", new IOException("away"));
    }
    told.add(dataset + " " + content.rows());
    return new TrainingSet.Version("7", "d".repeat(64), "d".repeat(32), content.prefix());
  }

  public synchronized void away(boolean now) {
    away = now;
  }

  /** The name and number of rows of each training set that it was told of. */
  public synchronized List<String> told() {
    return List.copyOf(told);
  }
}
