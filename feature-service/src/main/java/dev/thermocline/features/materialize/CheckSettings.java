package dev.thermocline.features.materialize;

import dev.thermocline.kit.setting.Meaning;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The standing check of what is online. */
@ConfigurationProperties("thermocline.check")
public record CheckSettings(
    @Meaning("How often a sample of each view online is compared with its files; 0 means never.")
        @DefaultValue("10m")
        Duration every,
    @Meaning("About so many entities of a view are compared each time.") @DefaultValue("200")
        int sample) {}
