package dev.thermocline.gateway.runtime.python;

import dev.thermocline.kit.setting.Meaning;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** How Python models are run. */
@ConfigurationProperties("thermocline.python")
record PythonSettings(
    @Meaning(
            "A ready interpreter that has what the models need; when not set, an environment is made from each model's requirements.")
        @Nullable Path interpreter,
    @Meaning(
            "Socket of a supervisor that starts the workers, in a container with python-runtime that"
                + " shares thermocline.gateway.model-folder and the socket's folder; when not set, the"
                + " gateway starts them itself.")
        @Nullable Path supervisor,
    @Meaning("The Python that environments are made with.") @DefaultValue("python3") String base,
    @Meaning("Whether workers get no network, where the system can take it from them.")
        @DefaultValue("true")
        boolean isolateNetwork,
    @Meaning("Data that one worker may have.") @DefaultValue("4GB") DataSize memory,
    @Meaning(
            "Workers that one model may have. It begins with one and gets more while its questions find"
                + " all of them busy; 0 is as many as the gateway has processors.")
        @DefaultValue("0")
        int workers,
    @Meaning(
            "Questions that one worker answers at once; more than one only for models made for it.")
        @DefaultValue("1")
        int threads,
    @Meaning(
            "Questions that may wait within one worker, behind one whose caller gave up; all others wait in the gateway.")
        @DefaultValue("64")
        int queue,
    @Meaning("From starting a worker to its being warm.") @DefaultValue("2m") Duration startTimeout,
    @Meaning("After this a worker counts as hung and is restarted.") @DefaultValue("30s")
        Duration longestPrediction,
    @Meaning("For making an environment.") @DefaultValue("15m") Duration buildTimeout) {
  int mostWorkers() {
    return workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
  }
}
