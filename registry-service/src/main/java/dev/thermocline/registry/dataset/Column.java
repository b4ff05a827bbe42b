package dev.thermocline.registry.dataset;

/** A column of a dataset's rows, with its type in the platform's words, such as {@code float64}. */
public record Column(String name, String type) {}
