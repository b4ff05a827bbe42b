package dev.thermocline.features.definition;

import dev.thermocline.kit.project.Project;
import java.util.List;

/**
 * Published inside the transaction that applies a change, so that a listener's own writes stand or
 * fall with it.
 */
public record DefinitionsChanged(Project project, Catalog catalog, List<Plan.Change> changes) {}
