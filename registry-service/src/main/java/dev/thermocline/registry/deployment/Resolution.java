package dev.thermocline.registry.deployment;

import java.time.Instant;

/** What a revision meant from one routing revision on. */
public record Resolution(
    long routingRevision, int revision, Resolved resolved, String cause, Instant at, String by) {}
