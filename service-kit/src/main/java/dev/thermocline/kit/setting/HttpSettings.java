package dev.thermocline.kit.setting;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Bounds of what callers send. */
@ConfigurationProperties("thermocline.http")
public record HttpSettings(
    @Meaning("The largest JSON body that is read; larger ones are answered 413.")
        @DefaultValue("64MB")
        DataSize maxJsonBody) {}
