package dev.thermocline.features.transform;

import dev.thermocline.features.definition.Definitions;
import dev.thermocline.features.definition.FeatureView;
import dev.thermocline.features.definition.Transformation;
import dev.thermocline.features.offline.OfflineStore;
import dev.thermocline.kit.access.Caller;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.project.Project;
import dev.thermocline.record.job.Job;
import dev.thermocline.record.job.Jobs;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Starts runs of the statements of views, and tells how they went. */
public final class Transformations {
  private final Definitions definitions;
  private final OfflineStore offline;
  private final TransformEngine engine;
  private final Jobs jobs;
  private final TransformJob job;

  public Transformations(
      Definitions definitions,
      OfflineStore offline,
      TransformEngine engine,
      Jobs jobs,
      TransformJob job) {
    this.definitions = definitions;
    this.offline = offline;
    this.engine = engine;
    this.jobs = jobs;
    this.job = job;
  }

  /** Queues a run over the inputs as they are now. */
  public Job start(Project project, String view, Caller caller) {
    Transformation transformation =
        transformation(definitions.catalog(project).getView(view).view());
    engine.check(transformation.sql());
    Map<String, Long> snapshots = new HashMap<>();
    for (String input : transformation.inputs()) {
      snapshots.put(input, offline.latestSnapshot(project, input));
    }
    return jobs.submit(project, caller, job, new TransformRequest(view, snapshots));
  }

  public Job get(Project project, UUID id) {
    return jobs.get(project, TransformJob.NAME, id);
  }

  public Job cancel(Project project, UUID id) {
    return jobs.cancel(project, TransformJob.NAME, id);
  }

  static Transformation transformation(FeatureView view) {
    Transformation transformation = view.source().transformation();
    if (transformation == null) {
      throw ThermoclineException.invalid(
          "The view '%s' has no sql, so there is nothing to run. Define its source with sql first."
              .formatted(view.name()));
    }
    return transformation;
  }
}
