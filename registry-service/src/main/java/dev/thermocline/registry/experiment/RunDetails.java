package dev.thermocline.registry.experiment;

import java.util.List;

/** A run with what it logged: the newest point of each metric, everything else whole. */
public record RunDetails(
    Run run,
    List<MetricPoint> metrics,
    List<Entry> params,
    List<Entry> tags,
    List<DatasetInput> datasets,
    List<ModelLink> modelInputs,
    List<ModelLink> modelOutputs) {}
