package dev.thermocline.registry.search;

/** One term of an order. */
public record Order(Field field, boolean ascending) {}
