package dev.thermocline.kit.setting;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the registry is. */
@ConfigurationProperties("thermocline.registry")
public record RegistrySettings(
    @Meaning(
            value = "Where the other services reach the registry.",
            example = "http://registry:8081")
        @DefaultValue("http://127.0.0.1:8081")
        URI url) {}
