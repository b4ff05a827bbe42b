package dev.thermocline.features.materialize;

/** What the job of a run is asked; the run itself has the job's id. */
public record MaterializeRequest(String view) {}
