package dev.thermocline.features.offline;

import dev.thermocline.kit.project.Project;

/**
 * Published inside the transaction that adds an entry to a view's history, so that a listener's own
 * writes stand or fall with it. A retraction and a deletion are entries, too.
 */
public record SnapshotAdded(Project project, Snapshot snapshot) {}
