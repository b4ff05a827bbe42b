package dev.thermocline.features.materialize;

import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.JobRun;
import java.util.UUID;

/** A job that nobody watches. */
record SilentRun(UUID id) implements JobRun {
  @Override
  public Project project() {
    return Project.DEFAULT;
  }

  @Override
  public String requestedBy() {
    return "test";
  }

  @Override
  public int attempt() {
    return 2;
  }

  @Override
  public void total(long total) {}

  @Override
  public void advance(long more) {}

  @Override
  public void note(String note) {}

  @Override
  public void result(Object result) {}

  @Override
  public void stopIfCancelled() {}
}
