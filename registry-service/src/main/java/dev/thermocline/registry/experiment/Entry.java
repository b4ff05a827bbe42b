package dev.thermocline.registry.experiment;

/** A parameter or a tag. */
public record Entry(String key, String value) {}
