package dev.thermocline.kit.setting;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What concerns the process as a whole. */
@ConfigurationProperties("thermocline")
public record ServiceSettings(
    @Meaning("Folder of this service's own files: copies kept for bad times, caches, tokens.")
        @DefaultValue(".thermocline")
        Path dataFolder,
    @Meaning(
            "Says that the network between the services and their callers is closed to others, so"
                + " that plain text off this machine is accepted. Prefer TLS (spring.ssl.bundle).")
        @DefaultValue("false")
        boolean trustedNetwork) {}
