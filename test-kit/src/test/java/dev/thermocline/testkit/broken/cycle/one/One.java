package dev.thermocline.testkit.broken.cycle.one;

import dev.thermocline.testkit.broken.cycle.two.Two;

/** One half of a cycle. */
public record One(Two two) {}
