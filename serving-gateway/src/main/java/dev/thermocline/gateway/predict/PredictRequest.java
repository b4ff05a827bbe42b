package dev.thermocline.gateway.predict;

import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.kit.project.Project;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question, whatever dialect it came in.
 *
 * @param deployment null for the project's default
 * @param version past the weights; null to go by them
 * @param entities join keys and their values, one for each row; empty without entities
 * @param inputs null where entities say everything
 * @param explain whether the answer carries where it came from
 */
public record PredictRequest(
    Project project,
    @Nullable String deployment,
    @Nullable String version,
    Map<String, List<? extends @Nullable Object>> entities,
    @Nullable RawInputs inputs,
    boolean explain,
    RequestOptions options) {}
