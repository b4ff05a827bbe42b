package dev.thermocline.testkit.broken.adapters.order.jpa;

/** An adapter. */
public record OrderTable(String name) {}
