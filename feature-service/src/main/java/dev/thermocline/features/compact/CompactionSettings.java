package dev.thermocline.features.compact;

import dev.thermocline.kit.setting.Meaning;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** When small files become larger ones. */
@ConfigurationProperties("thermocline.compaction")
public record CompactionSettings(
    @Meaning("How often views are looked at for small files; 0 means never.") @DefaultValue("5m")
        Duration every,
    @Meaning("Small files of a view that are enough to be made one.") @DefaultValue("32")
        int files) {}
