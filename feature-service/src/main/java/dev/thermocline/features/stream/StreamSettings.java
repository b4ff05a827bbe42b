package dev.thermocline.features.stream;

import dev.thermocline.kit.setting.Meaning;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** When rows of streams become files. */
@ConfigurationProperties("thermocline.stream")
public record StreamSettings(
    @Meaning("Rows of a partition that are rolled into a file at once.") @DefaultValue("50000")
        int rollRows,
    @Meaning("The longest that a pushed row waits for its file.") @DefaultValue("30s")
        Duration rollAfter) {}
