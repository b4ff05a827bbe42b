package dev.thermocline.registry.experiment;

/** A logged model that a run read or made. */
public record ModelLink(String modelId, long step) {}
