package dev.thermocline.testkit.broken.cycle.two;

import dev.thermocline.testkit.broken.cycle.one.One;

/** The other half. */
public interface Two {
  One one();
}
