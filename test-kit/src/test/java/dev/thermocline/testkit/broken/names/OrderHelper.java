package dev.thermocline.testkit.broken.names;

/** A name that says nothing. */
interface OrderHelper {}
