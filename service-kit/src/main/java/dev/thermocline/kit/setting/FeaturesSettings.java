package dev.thermocline.kit.setting;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the feature service is. */
@ConfigurationProperties("thermocline.features")
public record FeaturesSettings(
    @Meaning(
            value = "Where the other services reach the feature service.",
            example = "http://features:8082")
        @DefaultValue("http://127.0.0.1:8082")
        URI url) {}
