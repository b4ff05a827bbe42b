package dev.thermocline.gateway.runtime.python;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How Python models are run.
 *
 * @param interpreter a ready interpreter that has what the models need; without one, an environment
 *     is made from each model's requirements.txt
 * @param base the Python that environments are made with
 * @param isolateNetwork whether workers get no network, where the system can take it from them
 * @param memory of data that one worker may have
 * @param threads questions that one model answers at once; more only for models made for it
 * @param queue questions that may wait for one model
 * @param startTimeout from starting a worker to its being warm
 * @param longestPrediction after which a worker counts as hung and is restarted
 * @param buildTimeout for making an environment
 */
@ConfigurationProperties("thermocline.python")
record PythonSettings(
    @Nullable Path interpreter,
    @DefaultValue("python3") String base,
    @DefaultValue("true") boolean isolateNetwork,
    @DefaultValue("4GB") DataSize memory,
    @DefaultValue("1") int threads,
    @DefaultValue("64") int queue,
    @DefaultValue("2m") Duration startTimeout,
    @DefaultValue("30s") Duration longestPrediction,
    @DefaultValue("15m") Duration buildTimeout) {}
