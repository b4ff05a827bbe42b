package dev.thermocline.testkit.broken.names;

/** A name with a mark. */
interface IOrder {}
