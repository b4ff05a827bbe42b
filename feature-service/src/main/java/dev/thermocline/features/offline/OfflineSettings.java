package dev.thermocline.features.offline;

import dev.thermocline.kit.setting.Meaning;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Bounds of the work on files. */
@ConfigurationProperties("thermocline.offline")
public record OfflineSettings(
    @Meaning("Memory of each ingestion, join or transformation; beyond it they spill to disk.")
        @DefaultValue("1GB")
        DataSize memoryLimit,
    @Meaning("Disk that each of them may fill beside its memory.") @DefaultValue("100GB")
        DataSize spillLimit,
    @Meaning("Threads of each of them; 0 means one for each processor.") @DefaultValue("0")
        int threads,
    @Meaning("How many of them run at once; others wait.") @DefaultValue("2") int concurrentJobs,
    @Meaning("How long one waits for its turn before it is refused.") @DefaultValue("60s")
        Duration patience,
    @Meaning("The largest file that is taken by one upload.") @DefaultValue("50GB")
        DataSize maxUpload,
    @Meaning("How long the statement of a view may run.") @DefaultValue("15m")
        Duration statementLimit,
    @Meaning("Disk for local copies of files in object storage.") @DefaultValue("20GB")
        DataSize cacheSize) {}
