package dev.thermocline.registry.deployment;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a feature service gives to a model.
 *
 * @param inputs every name under which a value reaches the model, with its type
 * @param ambiguous short names that several views have
 * @param offline views of which nothing is kept online
 */
public record FeatureServiceSchema(
    String name,
    int version,
    Map<String, String> inputs,
    Set<String> ambiguous,
    List<String> offline) {}
