package dev.thermocline.registry.experiment;

import dev.thermocline.kit.project.Project;
import dev.thermocline.registry.search.Page;

/** Finds experiments by condition. Pages are cut by key: what is added meanwhile shifts nothing. */
public interface ExperimentSearch {
  Page<Experiment> search(Project project, ExperimentQuery query);
}
