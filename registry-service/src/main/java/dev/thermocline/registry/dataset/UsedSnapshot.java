package dev.thermocline.registry.dataset;

/** The state of a feature view that a join saw: everything up to this number of its history. */
public record UsedSnapshot(String view, long number) {}
