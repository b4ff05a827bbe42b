package dev.thermocline.features.definition;

/** One immutable version of a feature service. */
public record AppliedService(FeatureService service, int version, long revision) {}
