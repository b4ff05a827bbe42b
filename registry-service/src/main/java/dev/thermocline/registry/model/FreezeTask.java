package dev.thermocline.registry.model;

import dev.thermocline.kit.project.Project;
import java.util.UUID;

/** What is to be copied where. */
public record FreezeTask(Key key, String model, SourceFolder source, String prefix) {
  public record Key(Project project, UUID modelId, String model, int number) {}
}
